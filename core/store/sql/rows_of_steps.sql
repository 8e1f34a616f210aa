-- How many tasks and attempts the steps ?2 .. ?3 of a run hold.
SELECT (SELECT count(*) FROM tasks INDEXED BY tasks_by_step WHERE run = ?1 AND step BETWEEN ?2 AND ?3 AND id > 0),
       (SELECT count(*) FROM attempts INDEXED BY attempts_by_step
        WHERE run = ?1 AND step BETWEEN ?2 AND ?3 AND id > 0);
