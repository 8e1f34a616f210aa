SELECT id, run, name, body, status, answer, posted, step, phase, ordinal, task, undoes FROM commands
WHERE run = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3;
