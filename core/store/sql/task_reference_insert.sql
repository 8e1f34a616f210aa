INSERT INTO task_references (task, position, reference) VALUES (?1, ?2, ?3);
