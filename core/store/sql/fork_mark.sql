UPDATE runs SET forked_from = ?2, forked_at = ?3, forked_change = ?4, settings = ?5 WHERE id = ?1;
