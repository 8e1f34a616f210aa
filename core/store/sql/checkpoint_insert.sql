INSERT INTO checkpoints (run, step, folder, weights_hash, optimizer_hash, bytes, best, removed, created)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);
