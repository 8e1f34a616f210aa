SELECT id, run, step, kind, task, action, reason, size FROM buffer_events
WHERE task = ?1 ORDER BY id;
