-- How many attempts of the steps ?2 .. ?3 were solved (0), failed (1), could not be read (2), and their tokens.
SELECT step, CASE verdict WHEN 'ok' THEN 0 WHEN 'parse_error' THEN 2 ELSE 1 END AS outcome, count(*), sum(tokens)
FROM attempts INDEXED BY attempts_by_step
WHERE run = ?1 AND step BETWEEN ?2 AND ?3 AND id > 0 AND verdict <> 'infra_error'
GROUP BY step, outcome ORDER BY step, outcome;
