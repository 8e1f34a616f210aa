t.id, t.run, t.kind, t.origin, t.step, t.status, t.verdict, t.reason, t.detail,
CAST(program.bytes AS TEXT), t.imports, t.input, t.output, t.output_type, t.message, t.pairs,
t.complexity, t.halstead, t.distance, t.diversity, t.input_diversity, t.nodes, t.lines, t.signature_count,
t.near_duplicate, t.coin_flip, t.learnability, t.learn_reward, t.reward, t.advantage,
t.format_failure, t.clipped, t.masked, t.prompt_tokens, t.tokens, t.logprob_sum,
t.score, t.barred, t.task_class, t.cyclomatic, t.effort, t.volume, t.similarity, t.trained, t.degenerate,
EXISTS (SELECT 1 FROM marks m WHERE m.subject = 'task' AND m.id = t.id AND m.what = 'pin' AND m.text = ''
        AND m.program = t.program),
(SELECT json_group_array(m.text) FROM marks m WHERE m.subject = 'task' AND m.id = t.id AND m.what = 'tag'
 AND m.program = t.program),
coalesce((SELECT m.text FROM marks m WHERE m.subject = 'task' AND m.id = t.id AND m.what = 'note'
          AND m.program = t.program), ''),
coalesce((SELECT c.name FROM commands c WHERE c.task = t.id AND c.status = 'pending' ORDER BY c.id DESC LIMIT 1), '')
