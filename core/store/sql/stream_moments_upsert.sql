INSERT OR REPLACE INTO stream_moments (run, step, stream, mean, deviation, samples, weight, by_tokens, baseline,
                                       role_weight)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10);
