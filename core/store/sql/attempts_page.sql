-- Attempts of one step without the texts of prompt and completion, from an id on.
SELECT a.id, a.run, a.task, a.step, a.kind, a.use, a.verdict, a.reason, a.detail, a.loose, a.score, a.reward,
       a.advantage, a.answer, '', '', a.format_failure, a.clipped, a.masked, a.trained, a.prompt_tokens, a.tokens,
       a.logprob_sum, a.share
FROM attempts a INDEXED BY attempts_by_step
WHERE a.run = ?1 AND a.step = ?2 AND a.id > ?3 ORDER BY a.id LIMIT ?4;
