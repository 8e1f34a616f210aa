INSERT OR REPLACE INTO suite_completions (evaluation, place, greedy, sample, prompt, completion, answer, vote, verdict,
                                          reason, detail, clipped, tokens)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13);
