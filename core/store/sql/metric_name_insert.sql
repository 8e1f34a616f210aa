INSERT INTO metric_names (name, deterministic) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING;
