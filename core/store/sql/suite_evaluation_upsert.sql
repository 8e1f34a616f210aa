INSERT INTO suite_evaluations (key, suite, suite_sha256, model, weights_sha256, run, step, during, settings, created,
                               finished)
VALUES (?1, ?2, ?3, ?4, ?5, nullif(?6, 0), ?7, ?8, ?9, ?10, ?11)
ON CONFLICT (key) DO UPDATE SET finished = max(finished, excluded.finished);
