SELECT verdict, count(*) FROM tasks INDEXED BY tasks_by_step
WHERE run = ?1 AND step = ?2 AND id > 0 GROUP BY verdict ORDER BY verdict;
