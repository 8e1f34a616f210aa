SELECT g.given, CAST(t.bytes AS TEXT) FROM task_given g JOIN texts t ON t.id = g.program WHERE g.task = ?1 ORDER BY g.position;
