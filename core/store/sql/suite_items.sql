SELECT place, item, kind, difficulty FROM suite_items WHERE evaluation = ?1 AND place > ?2 ORDER BY place LIMIT ?3;
