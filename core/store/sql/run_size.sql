SELECT (SELECT count(*) FROM tasks INDEXED BY tasks_by_id WHERE run = ?1),
       (SELECT count(*) FROM attempts INDEXED BY attempts_by_step WHERE run = ?1),
       (SELECT coalesce(sum(bytes), 0) FROM checkpoints WHERE run = ?1 AND removed = 0);
