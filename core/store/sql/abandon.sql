-- Rows of a run newer than :after become abandoned: ids grow with time, so they are those from :first_task and
-- :first_attempt on. Their ids turn negative (:task_base - id, :attempt_base - id), so that the resumed run may use the
-- same ids again.
INSERT INTO task_search (task_search, rowid, body)
SELECT 'delete', id, body FROM task_body
WHERE id IN (SELECT id FROM tasks WHERE run = :run AND id >= :first_task);

INSERT INTO task_search (rowid, body)
SELECT :task_base - id, body FROM task_body
WHERE id IN (SELECT id FROM tasks WHERE run = :run AND id >= :first_task);

UPDATE task_references SET reference = :task_base - reference
WHERE reference IN (SELECT id FROM tasks WHERE run = :run AND id >= :first_task);

UPDATE task_references SET task = :task_base - task
WHERE task IN (SELECT id FROM tasks WHERE run = :run AND id >= :first_task);

UPDATE task_given SET given = :task_base - given
WHERE given IN (SELECT id FROM tasks WHERE run = :run AND id >= :first_task);

UPDATE task_given SET task = :task_base - task
WHERE task IN (SELECT id FROM tasks WHERE run = :run AND id >= :first_task);

UPDATE buffer_events SET task = :task_base - task
WHERE task IN (SELECT id FROM tasks WHERE run = :run AND id >= :first_task);

UPDATE attempts SET task = :task_base - task
WHERE task IN (SELECT id FROM tasks WHERE run = :run AND id >= :first_task);

UPDATE attempts SET id = :attempt_base - id WHERE run = :run AND id >= :first_attempt;

UPDATE tasks SET id = :task_base - id, status = 'abandoned' WHERE run = :run AND id >= :first_task;

-- Under their new ids; what stands under the old ones only costs a look.
INSERT INTO completion_search (rowid, body)
SELECT task, group_concat(text, char(10)) FROM task_completions
WHERE task IN (SELECT id FROM tasks WHERE run = :run AND id <= :task_base - :first_task) GROUP BY task;

-- A checkpoint that was asked for contains what was done before it at the beginning of the next step; and what was done
-- after it in its own step is done again.
UPDATE buffer_events SET abandoned = 1
WHERE run = :run
  AND (task < 0 OR CASE WHEN (SELECT last_buffer_event FROM checkpoints
                              WHERE run = :run AND step = :after AND removed = 0) >= 0
                        THEN id > (SELECT last_buffer_event FROM checkpoints
                                   WHERE run = :run AND step = :after AND removed = 0)
                        ELSE step > :after END);

UPDATE steps SET status = 'abandoned' WHERE run = :run AND step > :after;

-- Measured again by the resumed run, under the same steps.
DELETE FROM metrics WHERE run = :run AND step > :after;

DELETE FROM stream_moments WHERE run = :run AND step > :after;

DELETE FROM sample_tokens
WHERE run = :run AND (step > :after OR sample >= CASE role WHEN 'propose' THEN :first_task ELSE :first_attempt END);

-- What was asked for on resuming stays asked for.
DELETE FROM config_changes WHERE run = :run AND ordinal >= :first_change AND command > 0;

-- The rules meet their tasks again, but for what the checkpoint contains, which is written behind this.
DELETE FROM rule_hits WHERE run = :run AND (step > :after OR task >= :first_task);

UPDATE evaluations SET abandoned = 1 WHERE run = :run AND step > :after;

-- Those of suites are made again; what was asked of a checkpoint from outside is of its weights, and stays.
DELETE FROM suite_completions WHERE evaluation IN (
    SELECT id FROM suite_evaluations WHERE run = :run AND during = 1 AND step > :after);

DELETE FROM suite_items WHERE evaluation IN (
    SELECT id FROM suite_evaluations WHERE run = :run AND during = 1 AND step > :after);

DELETE FROM suite_evaluations WHERE run = :run AND during = 1 AND step > :after;

UPDATE checkpoints SET removed = 1 WHERE run = :run AND step > :after;

UPDATE runs SET last_step = max(0, min(last_step, :after)) WHERE id = :run;

DELETE FROM buffer_contents WHERE run = :run;

INSERT INTO buffer_contents (run, kind, task)
SELECT :run, kind, task FROM (
    SELECT kind, task, action, max(id) FROM buffer_events WHERE run = :run AND abandoned = 0 GROUP BY kind, task)
WHERE action = 'add';

UPDATE tasks SET status = 'admitted'
WHERE status IN ('evicted', 'vetoed', 'waiting') AND id IN (SELECT task FROM buffer_contents WHERE run = :run);
