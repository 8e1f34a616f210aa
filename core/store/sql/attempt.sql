SELECT a.id, a.run, a.task, a.step, a.kind, a.use, a.verdict, a.reason, a.detail, a.loose, a.score, a.reward,
       a.advantage, a.answer, CAST(p.bytes AS TEXT), CAST(c.bytes AS TEXT), a.format_failure, a.clipped, a.masked,
       a.trained, a.prompt_tokens, a.tokens, a.logprob_sum, a.share
FROM attempts a JOIN texts p ON p.id = a.prompt JOIN texts c ON c.id = a.completion
WHERE a.id = ?1;
