SELECT name FROM metric_names n WHERE EXISTS (SELECT 1 FROM metrics m WHERE m.run = ?1 AND m.name = n.id) ORDER BY name;
