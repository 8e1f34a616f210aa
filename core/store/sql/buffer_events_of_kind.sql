SELECT id, run, step, kind, task, action, reason, size FROM buffer_events
WHERE run = ?1 AND kind = ?4 AND id < ?2 AND abandoned = 0 ORDER BY id DESC LIMIT ?3;
