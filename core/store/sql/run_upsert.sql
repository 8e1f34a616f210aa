INSERT INTO runs (id, name, state, message, preset, config, seed, created, ended, last_step, resumes, studio, torch,
                  python, cpu, device, dtype, threads, parameters, model_folder, base_hash, kernels,
                  kernels_reason)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
        ?23)
ON CONFLICT (id) DO UPDATE SET
    name = ?2, state = ?3, message = ?4, preset = ?5, config = ?6, seed = ?7, created = ?8, ended = ?9,
    last_step = max(last_step, ?10), resumes = ?11, studio = ?12, torch = ?13, python = ?14, cpu = ?15, device = ?16,
    dtype = ?17, threads = ?18, parameters = ?19, model_folder = ?20, base_hash = ?21, kernels = ?22,
    kernels_reason = ?23;
