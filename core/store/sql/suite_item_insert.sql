INSERT OR IGNORE INTO suite_items (evaluation, place, item, kind, difficulty) VALUES (?1, ?2, ?3, ?4, ?5);
