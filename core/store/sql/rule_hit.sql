INSERT INTO rule_hits (run, rule, task, step) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING;
