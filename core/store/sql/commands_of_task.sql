SELECT id, run, name, body, status, answer, posted, step, phase, ordinal, task, undoes FROM commands
WHERE task = ?1 ORDER BY id;
