SELECT id, kind, step, status, verdict, learnability FROM tasks WHERE id = ?1;
