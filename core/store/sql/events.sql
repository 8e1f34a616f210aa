SELECT id, run, step, severity, code, text, at FROM events WHERE run = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3;
