INSERT INTO config_changes (run, ordinal, step, path, before, after, command, at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (run, ordinal) DO UPDATE SET step = ?3, path = ?4, before = ?5, after = ?6, command = ?7, at = ?8;
