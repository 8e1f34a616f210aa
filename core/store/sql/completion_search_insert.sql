INSERT INTO completion_search (rowid, body) VALUES (?1, ?2);
