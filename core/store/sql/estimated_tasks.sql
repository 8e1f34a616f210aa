-- What shares of tasks are counted from, by step and kind, of the steps ?2 .. ?3 of a run: tasks whose learnability was
-- estimated, valid tasks that build on given functions, proposals, and those of them that the length cap ended.
SELECT step, kind, sum(learnability >= 0),
       sum(verdict = 'ok' AND EXISTS (SELECT 1 FROM task_given g WHERE g.task = tasks.id)), count(*), sum(clipped)
FROM tasks INDEXED BY tasks_by_step WHERE run = ?1 AND step BETWEEN ?2 AND ?3 AND id > 0 AND origin = 'model'
GROUP BY step, kind;
