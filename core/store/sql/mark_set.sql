INSERT INTO marks (subject, id, what, text, program, at)
VALUES (?1, ?2, ?3, ?4, CASE WHEN ?1 = 'task' THEN (SELECT program FROM tasks WHERE id = ?2) END, ?5)
ON CONFLICT (subject, id, what, text) DO UPDATE SET program = excluded.program, at = excluded.at;
