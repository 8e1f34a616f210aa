INSERT INTO commands (id, run, name, body, status, answer, posted, step, phase, ordinal, task, undoes)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
ON CONFLICT (id) DO UPDATE SET status = ?5, answer = ?6, step = ?8, phase = ?9, ordinal = ?10;
