DELETE FROM sample_tokens WHERE run = ?1 AND step <= ?2;
