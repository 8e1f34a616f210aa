-- Completions of a run with their tokens, and the time of its steps.
SELECT (SELECT count(*) FROM tasks WHERE run = ?1 AND id > 0 AND origin = 'model'),
       (SELECT coalesce(sum(prompt_tokens), 0) FROM tasks WHERE run = ?1 AND id > 0 AND origin = 'model'),
       (SELECT coalesce(sum(tokens), 0) FROM tasks WHERE run = ?1 AND id > 0 AND origin = 'model'),
       (SELECT count(*) FROM attempts WHERE run = ?1 AND id > 0),
       (SELECT coalesce(sum(prompt_tokens), 0) FROM attempts WHERE run = ?1 AND id > 0),
       (SELECT coalesce(sum(tokens), 0) FROM attempts WHERE run = ?1 AND id > 0),
       (SELECT count(*) FROM steps WHERE run = ?1 AND status = 'finished'),
       (SELECT coalesce(sum(seconds), 0.0) FROM steps WHERE run = ?1 AND status = 'finished');
