INSERT INTO attempts (id, run, task, step, kind, use, verdict, reason, detail, loose, score, reward, advantage, answer,
                      prompt, completion, format_failure, clipped, masked, trained, prompt_tokens, tokens, logprob_sum,
                      share)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23,
        ?24);
