SELECT count(*) FROM runs WHERE id = ?1;
