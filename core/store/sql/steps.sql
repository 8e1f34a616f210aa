SELECT run, step, status, started, seconds FROM steps
WHERE run = ?1 AND step > ?2 AND status <> 'abandoned' ORDER BY step LIMIT ?3;
