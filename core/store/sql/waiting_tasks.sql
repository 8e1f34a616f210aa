-- How many tasks of a run wait for a person, since which step, and which one comes behind another, the oldest at last.
SELECT count(*), coalesce(min(step), 0), coalesce(min(CASE WHEN id > ?2 THEN id END), min(id), 0)
FROM tasks WHERE run = ?1 AND status = 'waiting'
