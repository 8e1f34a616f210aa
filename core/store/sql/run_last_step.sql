UPDATE runs SET last_step = max(last_step, ?2) WHERE id = ?1;
