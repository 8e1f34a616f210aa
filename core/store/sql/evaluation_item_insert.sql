INSERT INTO evaluation_items (evaluation, item, kind, greedy, solved, answer) VALUES (?1, ?2, ?3, ?4, ?5, ?6);
