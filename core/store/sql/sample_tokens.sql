SELECT run, step, role, sample, temperature, tokens FROM sample_tokens
WHERE run = ?1 AND step = ?2 AND role = ?3 AND sample = ?4;
