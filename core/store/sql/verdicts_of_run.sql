SELECT verdict, count(*) FROM tasks INDEXED BY tasks_by_verdict
WHERE run = ?1 AND status <> 'abandoned' GROUP BY verdict ORDER BY verdict;
