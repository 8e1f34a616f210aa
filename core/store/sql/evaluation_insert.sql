INSERT INTO evaluations (run, step, suite, created, abandoned) VALUES (?1, ?2, ?3, ?4, 0);
