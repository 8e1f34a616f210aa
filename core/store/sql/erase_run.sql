-- What belongs to the tasks of a run, or to the run, without a foreign key that says so.
INSERT OR REPLACE INTO erased_runs (id, at) VALUES (:run, :at);

DELETE FROM task_references WHERE task IN (SELECT id FROM tasks WHERE run = :run);

DELETE FROM task_given WHERE task IN (SELECT id FROM tasks WHERE run = :run);

DELETE FROM marks WHERE subject = 'task' AND id IN (SELECT id FROM tasks WHERE run = :run);

DELETE FROM marks WHERE subject = 'run' AND id = :run;
