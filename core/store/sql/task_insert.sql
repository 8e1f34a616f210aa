INSERT INTO tasks (id, run, kind, origin, step, status, verdict, reason, detail, program, imports, input, output,
                   output_type, message, pairs, complexity, halstead, distance, diversity, input_diversity, nodes,
                   lines, signature_count, near_duplicate, coin_flip, learnability, learn_reward, reward, advantage,
                   prompt, completion, format_failure, clipped, masked, prompt_tokens, tokens, logprob_sum, score, barred,
                   task_class, cyclomatic, effort, volume, similarity, degenerate)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24,
        ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38, ?39, ?40, ?41, ?42, ?43, ?44, ?45, ?46);
