SELECT id FROM metric_names WHERE name = ?1;
