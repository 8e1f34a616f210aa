SELECT id, name, state, message, preset, config, seed, created, ended, last_step, resumes, studio, torch, python, cpu,
       device, dtype, threads, parameters, model_folder, base_hash, kernels, kernels_reason,
       CASE WHEN settings = '' THEN config ELSE settings END,
       CASE WHEN resumes > 0
            THEN (SELECT total(seconds) FROM steps WHERE steps.run = runs.id AND steps.status <> 'abandoned')
            ELSE 0.0 END,
       EXISTS (SELECT 1 FROM marks m WHERE m.subject = 'run' AND m.id = runs.id AND m.what = 'pin'),
       (SELECT json_group_array(m.text) FROM marks m WHERE m.subject = 'run' AND m.id = runs.id AND m.what = 'tag'),
       coalesce((SELECT m.text FROM marks m WHERE m.subject = 'run' AND m.id = runs.id AND m.what = 'note'), ''),
       forked_from, forked_at, forked_change,
       EXISTS (SELECT 1 FROM marks m WHERE m.subject = 'run' AND m.id = runs.id AND m.what = 'archive'),
       coalesce((SELECT m.at FROM marks m WHERE m.subject = 'run' AND m.id = runs.id AND m.what = 'bin'), 0.0)
FROM runs WHERE id = ?1;
