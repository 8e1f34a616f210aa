-- What the solver wrote in a step, once the step is finished: one entry for each task.
INSERT INTO completion_search (rowid, body)
SELECT a.task, group_concat(CAST(c.bytes AS TEXT), char(10))
FROM attempts a INDEXED BY attempts_by_step JOIN texts c ON c.id = a.completion
WHERE a.run = ?1 AND a.step = ?2 AND a.id > 0 GROUP BY a.task ORDER BY a.task;
