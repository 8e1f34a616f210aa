SELECT id, run, name, body, status, answer, posted, step, phase, ordinal, task, undoes FROM commands
WHERE id = ?1;
