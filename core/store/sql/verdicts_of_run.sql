SELECT verdict, count(*) FROM tasks INDEXED BY tasks_by_id
WHERE run = ?1 AND id > 0 AND status <> 'abandoned' GROUP BY verdict ORDER BY verdict;
