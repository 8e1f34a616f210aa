-- Tasks that were put into a buffer in the steps ?2 .. ?3 of a run; one that was put back comes again.
SELECT step, task FROM buffer_events INDEXED BY buffer_events_by_step
WHERE run = ?1 AND step BETWEEN ?2 AND ?3 AND action = 'add' AND abandoned = 0 AND task > 0
ORDER BY step, id;
