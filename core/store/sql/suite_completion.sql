SELECT c.place, c.greedy, c.sample, CAST(p.bytes AS TEXT), CAST(t.bytes AS TEXT), c.answer, c.vote, c.verdict, c.reason, c.detail, c.clipped, c.tokens
FROM suite_completions c JOIN texts p ON p.id = c.prompt JOIN texts t ON t.id = c.completion
WHERE c.evaluation = ?1 AND c.place = ?2 ORDER BY c.greedy DESC, c.sample;
