-- How many ids lie between the first and the last task of some steps; no row where there are none.
SELECT last.id - first.id
FROM (SELECT id FROM tasks INDEXED BY tasks_by_step WHERE run = ?1 AND step >= ?2 AND id > 0 ORDER BY step, id LIMIT 1) first,
     (SELECT id FROM tasks INDEXED BY tasks_by_step WHERE run = ?1 AND step <= ?3 AND id > 0 ORDER BY step DESC, id DESC LIMIT 1) last;
