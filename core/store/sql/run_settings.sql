UPDATE runs SET settings = ?2 WHERE id = ?1;
