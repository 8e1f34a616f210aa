INSERT INTO buffer_contents (run, kind, task) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING;
