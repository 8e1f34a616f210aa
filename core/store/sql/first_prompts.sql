-- The first prompt of each stream, of the first steps that have any after seeding.
SELECT 'propose', t.kind, CAST(x.bytes AS TEXT) FROM tasks t JOIN texts x ON x.id = t.prompt
WHERE t.id IN (SELECT min(id) FROM tasks INDEXED BY tasks_by_step
               WHERE run = ?1 AND id > 0
                 AND step = (SELECT min(step) FROM tasks INDEXED BY tasks_by_step WHERE run = ?1 AND step > 0)
               GROUP BY kind)
UNION ALL
SELECT 'solve', a.kind, CAST(x.bytes AS TEXT) FROM attempts a JOIN texts x ON x.id = a.prompt
WHERE a.id IN (SELECT min(id) FROM attempts INDEXED BY attempts_by_step
               WHERE run = ?1 AND id > 0
                 AND step = (SELECT min(step) FROM attempts INDEXED BY attempts_by_step WHERE run = ?1 AND step > 0)
               GROUP BY kind)
ORDER BY 1, 2;
