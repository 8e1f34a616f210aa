SELECT id, run, step, severity, code, text, at FROM events WHERE run = ?1 AND step = ?2 ORDER BY id;
