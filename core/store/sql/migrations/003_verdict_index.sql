-- Version 3: verdicts are counted without sorting the run's tasks.
CREATE INDEX tasks_by_verdict ON tasks (run, verdict, status);
