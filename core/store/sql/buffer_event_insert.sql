INSERT INTO buffer_events (run, step, kind, task, action, reason, size, abandoned)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0);
