-- Every row of run :run of the database `origin` as one of run :as of this one. Tasks and attempts get ids that are :shift
-- higher, abandoned ones (below zero) such as nobody has; ids that the database gives come behind those that are there.
-- With :keep rows stay as they are but for these ids; without, the run begins a life of its own: it is no fork of a
-- run that is elsewhere, and of its checkpoints only those of carried_checkpoints are there. :config, :settings and
-- :model are null where its model lies where it lay.
INSERT INTO main.runs (id, name, state, message, preset, config, seed, created, ended, last_step, resumes, studio,
                       torch, python, cpu, device, dtype, threads, parameters, model_folder, base_hash, settings,
                       kernels, kernels_reason, forked_from, forked_at, forked_change)
SELECT :as, name, state, message, preset, coalesce(:config, config), seed, created, ended, last_step, resumes, studio,
       torch, python, cpu, device, dtype, threads, parameters, coalesce(:model, model_folder), base_hash,
       coalesce(:settings, settings),
       kernels, kernels_reason, iif(:keep, forked_from, 0), iif(:keep, forked_at, 0), iif(:keep, forked_change, '')
FROM origin.runs WHERE id = :run;

INSERT INTO main.steps (id, run, step, status, started, seconds)
SELECT s.id + b.steps, :as, s.step, s.status, s.started, s.seconds
FROM origin.steps s, temp.carried_behind b WHERE s.run = :run ORDER BY s.id;

INSERT INTO temp.carried_texts (id, number)
SELECT program, 0 FROM origin.tasks WHERE run = :run
UNION SELECT prompt, 0 FROM origin.tasks WHERE run = :run
UNION SELECT completion, 0 FROM origin.tasks WHERE run = :run
UNION SELECT prompt, 0 FROM origin.attempts WHERE run = :run
UNION SELECT completion, 0 FROM origin.attempts WHERE run = :run
UNION SELECT g.program, 0 FROM origin.tasks t CROSS JOIN origin.task_given g ON g.task = t.id WHERE t.run = :run
UNION SELECT c.prompt, 0 FROM origin.suite_evaluations e CROSS JOIN origin.suite_completions c ON c.evaluation = e.id
      WHERE e.run = :run
UNION SELECT c.completion, 0 FROM origin.suite_evaluations e CROSS JOIN origin.suite_completions c ON c.evaluation = e.id
      WHERE e.run = :run
UNION SELECT m.program, 0 FROM origin.tasks t CROSS JOIN origin.marks m ON m.subject = 'task' AND m.id = t.id
      WHERE t.run = :run AND m.program IS NOT NULL;

INSERT OR IGNORE INTO main.texts (sha256, codec, bytes)
SELECT o.sha256, o.codec, o.bytes FROM temp.carried_texts c CROSS JOIN origin.texts o ON o.id = c.id ORDER BY c.id;

UPDATE temp.carried_texts SET number =
    (SELECT m.id FROM origin.texts o CROSS JOIN main.texts m ON m.sha256 = o.sha256 WHERE o.id = carried_texts.id);

INSERT INTO main.tasks (id, run, kind, origin, step, status, verdict, reason, detail, program, imports, input, output,
                        output_type, message, pairs, complexity, halstead, distance, diversity, input_diversity, nodes,
                        lines, signature_count, near_duplicate, coin_flip, learnability, learn_reward, reward, advantage,
                        prompt, completion, format_failure, clipped, masked, prompt_tokens, tokens, logprob_sum, score,
                        barred, task_class, trained, cyclomatic, effort, volume, similarity, degenerate)
SELECT t.id + iif(t.id > 0, :shift, b.tasks), :as, t.kind, t.origin, t.step, t.status, t.verdict, t.reason, t.detail,
       program.number, t.imports, t.input, t.output, t.output_type, t.message, t.pairs, t.complexity, t.halstead,
       t.distance, t.diversity, t.input_diversity, t.nodes, t.lines, t.signature_count, t.near_duplicate, t.coin_flip,
       t.learnability, t.learn_reward, t.reward, t.advantage, prompt.number, completion.number, t.format_failure,
       t.clipped, t.masked, t.prompt_tokens, t.tokens, t.logprob_sum, t.score, t.barred, t.task_class, t.trained,
       t.cyclomatic, t.effort, t.volume, t.similarity, t.degenerate
FROM temp.carried_behind b CROSS JOIN origin.tasks t
CROSS JOIN temp.carried_texts program ON program.id = t.program
CROSS JOIN temp.carried_texts prompt ON prompt.id = t.prompt
CROSS JOIN temp.carried_texts completion ON completion.id = t.completion
WHERE t.run = :run;

INSERT INTO main.task_references (task, position, reference)
SELECT r.task + iif(r.task > 0, :shift, b.tasks), r.position,
       r.reference + iif(r.reference > 0, :shift, iif(r.reference < 0, b.tasks, 0))
FROM temp.carried_behind b CROSS JOIN origin.tasks t CROSS JOIN origin.task_references r ON r.task = t.id
WHERE t.run = :run;

INSERT INTO main.task_given (task, position, given, program)
SELECT g.task + iif(g.task > 0, :shift, b.tasks), g.position,
       g.given + iif(g.given > 0, :shift, iif(g.given < 0, b.tasks, 0)), program.number
FROM temp.carried_behind b CROSS JOIN origin.tasks t CROSS JOIN origin.task_given g ON g.task = t.id
CROSS JOIN temp.carried_texts program ON program.id = g.program
WHERE t.run = :run;

INSERT INTO main.attempts (id, run, task, step, kind, use, verdict, reason, detail, loose, score, reward, advantage,
                           answer, prompt, completion, format_failure, clipped, masked, trained, prompt_tokens, tokens,
                           logprob_sum, share)
SELECT a.id + iif(a.id > 0, :shift, b.attempts), :as, a.task + iif(a.task > 0, :shift, iif(a.task < 0, b.tasks, 0)),
       a.step, a.kind, a.use, a.verdict, a.reason, a.detail, a.loose, a.score, a.reward, a.advantage, a.answer,
       prompt.number, completion.number, a.format_failure, a.clipped, a.masked, a.trained, a.prompt_tokens, a.tokens,
       a.logprob_sum, a.share
FROM temp.carried_behind b CROSS JOIN origin.attempts a
CROSS JOIN temp.carried_texts prompt ON prompt.id = a.prompt
CROSS JOIN temp.carried_texts completion ON completion.id = a.completion
WHERE a.run = :run;

-- Only steps that stand have tokens.
INSERT INTO main.sample_tokens (run, step, role, sample, temperature, tokens)
SELECT :as, step, role, sample + :shift, temperature, tokens FROM origin.sample_tokens WHERE run = :run;

INSERT OR IGNORE INTO main.metric_names (name, deterministic)
SELECT name, deterministic FROM origin.metric_names
WHERE id IN (SELECT name FROM origin.metrics WHERE run = :run) ORDER BY id;

INSERT INTO main.metrics (run, name, step, value)
SELECT :as, here.id, m.step, m.value
FROM origin.metrics m CROSS JOIN origin.metric_names there ON there.id = m.name
CROSS JOIN main.metric_names here ON here.name = there.name
WHERE m.run = :run;

INSERT INTO main.stream_moments (run, step, stream, mean, deviation, samples, weight, by_tokens, baseline, role_weight)
SELECT :as, step, stream, mean, deviation, samples, weight, by_tokens, baseline, role_weight
FROM origin.stream_moments WHERE run = :run;

INSERT INTO main.buffer_events (id, run, step, kind, task, action, reason, size, abandoned)
SELECT e.id + b.buffer_events, :as, e.step, e.kind,
       e.task + iif(e.task > 0, :shift, iif(e.task < 0, b.tasks, 0)), e.action, e.reason, e.size, e.abandoned
FROM temp.carried_behind b CROSS JOIN origin.buffer_events e WHERE e.run = :run ORDER BY e.id;

INSERT INTO main.buffer_contents (run, kind, task)
SELECT :as, c.kind, c.task + iif(c.task > 0, :shift, b.tasks)
FROM temp.carried_behind b CROSS JOIN origin.buffer_contents c WHERE c.run = :run;

INSERT INTO main.commands (id, run, name, body, status, answer, posted, step, phase, ordinal, task, undoes)
SELECT n.number, :as, c.name, n.body, c.status, n.answer, c.posted, c.step, c.phase, c.ordinal,
       c.task + iif(c.task > 0, :shift, iif(c.task < 0, b.tasks, 0)), n.undoes
FROM temp.carried_behind b CROSS JOIN origin.commands c CROSS JOIN temp.carried_commands n ON n.id = c.id
WHERE c.run = :run;

-- What a resume changed names the last command until then, which may be another run's.
INSERT INTO main.config_changes (run, ordinal, step, path, before, after, command, at)
SELECT :as, c.ordinal, c.step, c.path, c.before, c.after,
       CASE WHEN :keep THEN c.command
            WHEN c.command > 0 THEN coalesce((SELECT number FROM temp.carried_commands WHERE id = c.command), 0)
            ELSE -coalesce((SELECT max(number) FROM temp.carried_commands WHERE id <= -c.command), 0) END,
       c.at
FROM origin.config_changes c WHERE c.run = :run;

INSERT INTO main.checkpoints (id, run, step, folder, weights_hash, optimizer_hash, bytes, best, removed, created,
                              last_buffer_event)
SELECT c.id + b.checkpoints, :as, c.step,
       iif(:keep, c.folder, 'checkpoints/run-' || :as || '/step-' || c.step), c.weights_hash, c.optimizer_hash,
       iif(:keep OR c.removed, c.bytes, coalesce(there.bytes, c.bytes)), c.best,
       iif(:keep, c.removed, c.removed OR there.step IS NULL), c.created,
       c.last_buffer_event + iif(c.last_buffer_event > 0, b.buffer_events, 0)
FROM temp.carried_behind b CROSS JOIN origin.checkpoints c
LEFT JOIN temp.carried_checkpoints there ON there.step = c.step
WHERE c.run = :run ORDER BY c.id;

INSERT INTO main.evaluations (id, run, step, suite, created, abandoned)
SELECT e.id + b.evaluations, :as, e.step, e.suite, e.created, e.abandoned
FROM temp.carried_behind b CROSS JOIN origin.evaluations e WHERE e.run = :run ORDER BY e.id;

INSERT INTO main.evaluation_items (id, evaluation, item, kind, greedy, solved, answer)
SELECT i.id + b.evaluation_items, i.evaluation + b.evaluations, i.item, i.kind, i.greedy, i.solved, i.answer
FROM temp.carried_behind b CROSS JOIN origin.evaluations e CROSS JOIN origin.evaluation_items i ON i.evaluation = e.id
WHERE e.run = :run ORDER BY i.id;

-- A key is one evaluation of a workspace, where this run may be already.
INSERT INTO main.suite_evaluations (id, key, suite, suite_sha256, model, weights_sha256, run, step, during, settings,
                                    created, finished)
SELECT e.id + b.suite_evaluations, iif(:keep, e.key, e.key || ' ' || :as), e.suite, e.suite_sha256,
       iif(:keep, e.model, :as || '@' || e.step), e.weights_sha256, :as, e.step, e.during, e.settings, e.created,
       e.finished
FROM temp.carried_behind b CROSS JOIN origin.suite_evaluations e WHERE e.run = :run ORDER BY e.id;

INSERT INTO main.suite_items (evaluation, place, item, kind, difficulty)
SELECT i.evaluation + b.suite_evaluations, i.place, i.item, i.kind, i.difficulty
FROM temp.carried_behind b CROSS JOIN origin.suite_evaluations e CROSS JOIN origin.suite_items i ON i.evaluation = e.id
WHERE e.run = :run;

INSERT INTO main.suite_completions (evaluation, place, greedy, sample, prompt, completion, answer, vote, verdict, reason,
                                    detail, clipped, tokens)
SELECT c.evaluation + b.suite_evaluations, c.place, c.greedy, c.sample, prompt.number, completion.number, c.answer,
       c.vote, c.verdict, c.reason, c.detail, c.clipped, c.tokens
FROM temp.carried_behind b CROSS JOIN origin.suite_evaluations e
CROSS JOIN origin.suite_completions c ON c.evaluation = e.id
CROSS JOIN temp.carried_texts prompt ON prompt.id = c.prompt
CROSS JOIN temp.carried_texts completion ON completion.id = c.completion
WHERE e.run = :run;

INSERT INTO main.events (id, run, step, severity, code, text, at)
SELECT e.id + b.events, :as, e.step, e.severity, e.code, e.text, e.at
FROM temp.carried_behind b CROSS JOIN origin.events e WHERE e.run = :run ORDER BY e.id;

-- A rule's number is its run's own.
INSERT INTO main.rules (run, rule, name, condition, act, tag, programs, enabled, removed, step)
SELECT :as, rule, name, condition, act, tag, programs, enabled, removed, step FROM origin.rules WHERE run = :run;

INSERT INTO main.rule_hits (run, rule, task, step)
SELECT :as, h.rule, h.task + iif(h.task > 0, :shift, b.tasks), h.step
FROM temp.carried_behind b CROSS JOIN origin.rule_hits h WHERE h.run = :run;

INSERT INTO main.marks (subject, id, what, text, program, at)
SELECT m.subject, m.id + iif(m.id > 0, :shift, b.tasks), m.what, m.text, program.number, m.at
FROM temp.carried_behind b CROSS JOIN origin.tasks t CROSS JOIN origin.marks m ON m.subject = 'task' AND m.id = t.id
LEFT JOIN temp.carried_texts program ON program.id = m.program
WHERE t.run = :run;

-- Where a run was put away says nothing of where it goes.
INSERT INTO main.marks (subject, id, what, text, program, at)
SELECT subject, :as, what, text, program, at FROM origin.marks
WHERE subject = 'run' AND id = :run AND (:keep OR what NOT IN ('archive', 'bin'));
