SELECT id, name, state, message, preset, config, seed, created, ended, last_step, resumes, studio, torch, python, cpu,
       device, dtype, threads, parameters, model_folder, base_hash
FROM runs ORDER BY id DESC;
