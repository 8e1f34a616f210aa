SELECT id, run, name, body, status, answer, posted, step, phase, ordinal, task, undoes FROM commands
WHERE run = ?1 AND step = ?2 AND status <> 'pending' ORDER BY ordinal, id;
