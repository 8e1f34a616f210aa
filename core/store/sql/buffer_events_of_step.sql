SELECT id, run, step, kind, task, action, reason, size FROM buffer_events
WHERE run = ?1 AND step = ?2 AND abandoned = 0 ORDER BY id;
