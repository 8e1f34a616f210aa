UPDATE commands SET status = ?2, answer = ?3, step = ?4, phase = ?5, ordinal = ?6 WHERE id = ?1;
