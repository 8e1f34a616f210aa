SELECT id, run, step, suite, created FROM evaluations WHERE run = ?1 AND abandoned = 0 ORDER BY step, id;
