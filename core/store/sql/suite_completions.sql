SELECT place, greedy, sample, '', '', answer, vote, verdict, reason, detail, clipped, tokens FROM suite_completions
WHERE evaluation = ?1 AND place > ?2 AND place <= ?3 ORDER BY place, greedy DESC, sample;
