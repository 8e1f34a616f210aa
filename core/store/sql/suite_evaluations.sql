SELECT id, key, suite, suite_sha256, model, weights_sha256, ifnull(run, 0), step, during, settings, created, finished,
       (SELECT count(*) FROM suite_completions WHERE evaluation = suite_evaluations.id)
FROM suite_evaluations ORDER BY id;
