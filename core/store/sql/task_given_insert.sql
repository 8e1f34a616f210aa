INSERT INTO task_given (task, position, given, program) VALUES (?1, ?2, ?3, ?4);
