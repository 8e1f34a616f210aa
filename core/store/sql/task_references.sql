SELECT reference FROM task_references WHERE task = ?1 ORDER BY position;
