SELECT n.name, m.value, n.deterministic FROM metrics m INDEXED BY metrics_by_step JOIN metric_names n ON n.id = m.name
WHERE m.run = ?1 AND m.step = ?2 ORDER BY n.name;
