SELECT e.id, e.step, e.suite, i.kind, i.greedy, sum(i.solved), count(*)
FROM evaluations e JOIN evaluation_items i ON i.evaluation = e.id
WHERE e.run = ?1 AND e.abandoned = 0
GROUP BY e.step, e.id, i.kind, i.greedy ORDER BY e.step, e.id, i.kind, i.greedy DESC;
