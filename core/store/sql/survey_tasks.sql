-- The tasks of the steps ?2 .. ?3 of a run, with their parents as "12,15"; the texts of valid ones alone.
SELECT t.id, t.step, t.kind, t.origin, t.verdict = 'ok', t.status = 'admitted',
       CASE WHEN t.verdict = 'ok' THEN CAST(p.bytes AS TEXT) ELSE '' END,
       CASE WHEN t.verdict = 'ok' THEN t.input ELSE '' END, t.output_type,
       t.complexity, t.halstead, t.distance, t.learnability, t.near_duplicate,
       EXISTS (SELECT 1 FROM task_given g WHERE g.task = t.id), t.degenerate, t.tokens,
       coalesce((SELECT group_concat(reference) FROM
                 (SELECT reference FROM task_references r WHERE r.task = t.id
                  UNION ALL SELECT given FROM task_given g WHERE g.task = t.id)), '')
FROM tasks t INDEXED BY tasks_by_step JOIN texts p ON p.id = t.program
WHERE t.run = ?1 AND t.step BETWEEN ?2 AND ?3 AND t.id > 0
ORDER BY t.step, t.id;
