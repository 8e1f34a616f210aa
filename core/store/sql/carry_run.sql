SELECT 1 FROM origin.runs WHERE id = ?1;
