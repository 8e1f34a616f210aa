SELECT step, value FROM metrics
WHERE run = ?1 AND name = (SELECT id FROM metric_names WHERE name = ?2) AND step > ?3 ORDER BY step;
