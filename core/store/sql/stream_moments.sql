SELECT run, step, stream, mean, deviation, samples, weight, by_tokens, baseline, role_weight
FROM stream_moments WHERE run = ?1 AND step = ?2 ORDER BY stream;
