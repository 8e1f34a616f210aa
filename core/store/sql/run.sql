SELECT id, name, state, message, preset, config, seed, created, ended, last_step, resumes, studio, torch, python, cpu,
       device, dtype, threads, parameters, model_folder, base_hash,
       (SELECT total(seconds) FROM steps WHERE steps.run = runs.id AND steps.status <> 'abandoned')
FROM runs WHERE id = ?1;
