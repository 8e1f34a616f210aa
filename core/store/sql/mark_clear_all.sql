DELETE FROM marks WHERE subject = ?1 AND id = ?2 AND what = ?3;
