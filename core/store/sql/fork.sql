-- The rows of run :parent up to its checkpoint of step :step once more, as those of run :fork. Tasks and attempts get
-- ids that are :shift higher; :next_task and :next_attempt are the first ids that the checkpoint does not know.
INSERT INTO steps (run, step, status, started, seconds)
SELECT :fork, step, status, started, seconds FROM steps
WHERE run = :parent AND step <= :step AND status = 'finished' ORDER BY id;

INSERT INTO tasks (id, run, kind, origin, step, status, verdict, reason, detail, program, imports, input, output,
                   output_type, message, pairs, complexity, halstead, distance, diversity, input_diversity, nodes, lines,
                   signature_count, near_duplicate, coin_flip, learnability, learn_reward, reward, advantage, prompt,
                   completion, format_failure, clipped, masked, prompt_tokens, tokens, logprob_sum, score, barred,
                   task_class, trained, cyclomatic, effort, volume, similarity, degenerate)
SELECT id + :shift, :fork, kind, origin, step, status, verdict, reason, detail, program, imports, input, output,
       output_type, message, pairs, complexity, halstead, distance, diversity, input_diversity, nodes, lines,
       signature_count, near_duplicate, coin_flip, learnability, learn_reward, reward, advantage, prompt,
       completion, format_failure, clipped, masked, prompt_tokens, tokens, logprob_sum, score, barred,
       task_class, trained, cyclomatic, effort, volume, similarity, degenerate
FROM tasks WHERE run = :parent AND id > 0 AND id < :next_task;

INSERT INTO task_references (task, position, reference)
SELECT r.task + :shift, r.position, r.reference + :shift
FROM tasks t CROSS JOIN task_references r ON r.task = t.id
WHERE t.run = :parent AND t.id > 0 AND t.id < :next_task;

INSERT INTO task_given (task, position, given, program)
SELECT g.task + :shift, g.position, g.given + :shift, g.program
FROM tasks t CROSS JOIN task_given g ON g.task = t.id
WHERE t.run = :parent AND t.id > 0 AND t.id < :next_task;

INSERT INTO task_search (rowid, body)
SELECT b.id, b.body FROM tasks t CROSS JOIN task_body b ON b.id = t.id WHERE t.run = :fork;

INSERT INTO attempts (id, run, task, step, kind, use, verdict, reason, detail, loose, score, reward, advantage, answer,
                      prompt, completion, format_failure, clipped, masked, trained, prompt_tokens, tokens, logprob_sum,
                      share)
SELECT id + :shift, :fork, task + :shift, step, kind, use, verdict, reason, detail, loose, score, reward, advantage,
       answer, prompt, completion, format_failure, clipped, masked, trained, prompt_tokens, tokens, logprob_sum, share
FROM attempts WHERE run = :parent AND id > 0 AND id < :next_attempt AND step <= :step;

INSERT INTO sample_tokens (run, step, role, sample, temperature, tokens)
SELECT :fork, step, role, sample + :shift, temperature, tokens
FROM sample_tokens
WHERE run = :parent AND step <= :step AND sample < CASE role WHEN 'propose' THEN :next_task ELSE :next_attempt END;

INSERT INTO completion_search (rowid, body)
SELECT c.task, group_concat(c.text, char(10)) FROM tasks t CROSS JOIN task_completions c ON c.task = t.id
WHERE t.run = :fork GROUP BY c.task;

INSERT INTO metrics (run, name, step, value)
SELECT :fork, name, step, value FROM metrics WHERE run = :parent AND step <= :step;

INSERT INTO stream_moments (run, step, stream, mean, deviation, samples, weight, by_tokens, baseline, role_weight)
SELECT :fork, step, stream, mean, deviation, samples, weight, by_tokens, baseline, role_weight
FROM stream_moments WHERE run = :parent AND step <= :step;

-- Up to the checkpoint, which knows what people did right after its step; where it does not say, up to its step.
INSERT INTO buffer_events (run, step, kind, task, action, reason, size, abandoned)
SELECT :fork, e.step, e.kind, e.task + :shift, e.action, e.reason, e.size, 0
FROM buffer_events e, (SELECT last_buffer_event AS last FROM checkpoints
                       WHERE run = :parent AND step = :step AND removed = 0) c
WHERE e.run = :parent AND e.abandoned = 0 AND CASE WHEN c.last >= 0 THEN e.id <= c.last ELSE e.step <= :step END
ORDER BY e.id;

INSERT INTO buffer_contents (run, kind, task)
SELECT :fork, kind, task FROM (
    SELECT kind, task, action, max(id) FROM buffer_events WHERE run = :fork GROUP BY kind, task)
WHERE action = 'add';

-- What became of a task since is not part of the checkpoint.
UPDATE tasks SET status = (SELECT CASE e.action WHEN 'add' THEN 'admitted' WHEN 'evict' THEN 'evicted' ELSE 'vetoed' END
                           FROM buffer_events e WHERE e.task = tasks.id ORDER BY e.id DESC LIMIT 1)
WHERE run = :fork AND EXISTS (SELECT 1 FROM buffer_events e WHERE e.task = tasks.id);

INSERT INTO evaluations (run, step, suite, created, abandoned)
SELECT :fork, step, suite, created, 0 FROM evaluations
WHERE run = :parent AND abandoned = 0 AND step <= :step ORDER BY id;

-- The n-th evaluation of the one is the n-th of the other.
INSERT INTO evaluation_items (evaluation, item, kind, greedy, solved, answer)
SELECT f.id, i.item, i.kind, i.greedy, i.solved, i.answer
FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM evaluations
      WHERE run = :parent AND abandoned = 0 AND step <= :step) p
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM evaluations WHERE run = :fork) f ON f.place = p.place
JOIN evaluation_items i ON i.evaluation = p.id ORDER BY i.id;

INSERT INTO suite_evaluations (key, suite, suite_sha256, model, weights_sha256, run, step, during, settings, created,
                               finished)
SELECT key || ' ' || :fork, suite, suite_sha256, model, weights_sha256, :fork, step, during, settings, created, finished
FROM suite_evaluations WHERE run = :parent AND during = 1 AND step <= :step ORDER BY id;

INSERT INTO suite_items (evaluation, place, item, kind, difficulty)
SELECT f.id, i.place, i.item, i.kind, i.difficulty
FROM suite_evaluations p JOIN suite_evaluations f ON f.key = p.key || ' ' || :fork
JOIN suite_items i ON i.evaluation = p.id
WHERE p.run = :parent AND p.during = 1 AND p.step <= :step;

INSERT INTO suite_completions (evaluation, place, greedy, sample, prompt, completion, answer, vote, verdict, reason,
                               detail, clipped, tokens)
SELECT f.id, c.place, c.greedy, c.sample, c.prompt, c.completion, c.answer, c.vote, c.verdict, c.reason, c.detail,
       c.clipped, c.tokens
FROM suite_evaluations p JOIN suite_evaluations f ON f.key = p.key || ' ' || :fork
JOIN suite_completions c ON c.evaluation = p.id
WHERE p.run = :parent AND p.during = 1 AND p.step <= :step;

INSERT INTO events (run, step, severity, code, text, at)
SELECT :fork, step, severity, code, text, at FROM events
WHERE run = :parent AND step <= :step
  AND at <= (SELECT created FROM checkpoints WHERE run = :parent AND step = :step AND removed = 0) ORDER BY id;

-- Those of a later step that the checkpoint contains are there already.
INSERT OR IGNORE INTO rule_hits (run, rule, task, step)
SELECT :fork, rule, task + :shift, step FROM rule_hits
WHERE run = :parent AND step <= :step AND task > 0 AND task < :next_task;

-- What people wrote on the tasks, but for what rules tagged later. Pins follow from the checkpoint.
INSERT INTO marks (subject, id, what, text, program, at)
SELECT m.subject, m.id + :shift, m.what, m.text, m.program, m.at
FROM tasks t CROSS JOIN marks m ON m.subject = 'task' AND m.id = t.id
WHERE t.run = :parent AND t.id > 0 AND t.id < :next_task AND m.what <> 'pin'
  AND NOT EXISTS (SELECT 1 FROM rule_hits h JOIN rules r ON r.run = h.run AND r.rule = h.rule
                  WHERE h.run = :parent AND h.task = m.id AND r.act = 'tag' AND r.tag = m.text
                    AND NOT EXISTS (SELECT 1 FROM rule_hits f
                                    WHERE f.run = :fork AND f.rule = h.rule AND f.task = h.task + :shift));
