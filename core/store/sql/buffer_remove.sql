DELETE FROM buffer_contents WHERE run = ?1 AND kind = ?2 AND task = ?3;
