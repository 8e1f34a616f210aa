-- The attempts of the steps ?2 .. ?3 of a run, counted by task and use: completions, those with an answer that was
-- judged, and how many of these were solved or equal by value alone, well formed, ended by the length cap.
SELECT step, kind, task, trained, use = 'rollout' AS rollout, count(*), sum(verdict <> 'infra_error'),
       sum(verdict = 'ok'), sum(loose AND verdict <> 'infra_error'), sum(format_failure = ''), sum(clipped)
FROM attempts INDEXED BY attempts_by_step WHERE run = ?1 AND step BETWEEN ?2 AND ?3 AND id > 0
GROUP BY step, kind, task, trained, rollout ORDER BY step, kind, task, trained, rollout;
