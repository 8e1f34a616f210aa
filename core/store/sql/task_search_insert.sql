INSERT INTO task_search (rowid, body) SELECT id, body FROM task_body WHERE id = ?1;
