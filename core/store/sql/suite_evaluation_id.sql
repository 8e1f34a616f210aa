SELECT id FROM suite_evaluations WHERE key = ?1;
