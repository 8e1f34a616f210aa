INSERT INTO metrics (run, name, step, value) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (run, name, step) DO UPDATE SET value = ?4;
