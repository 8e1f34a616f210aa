INSERT INTO sample_tokens (run, step, role, sample, temperature, tokens) VALUES (?1, ?2, ?3, ?4, ?5, ?6);
