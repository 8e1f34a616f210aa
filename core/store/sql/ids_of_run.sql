-- The first and the last task of a run; null where there is none.
SELECT (SELECT id FROM tasks INDEXED BY tasks_by_id WHERE run = ?1 AND id > 0 ORDER BY id LIMIT 1),
       (SELECT id FROM tasks INDEXED BY tasks_by_id WHERE run = ?1 AND id > 0 ORDER BY id DESC LIMIT 1);
