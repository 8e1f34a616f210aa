INSERT INTO events (run, step, severity, code, text, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6);
