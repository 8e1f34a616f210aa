INSERT INTO task_search (rowid, body) VALUES (?1, ?2);
