SELECT id, run, step, folder, weights_hash, optimizer_hash, bytes, best, removed, created FROM checkpoints
WHERE run = ?1 AND removed <= ?2 ORDER BY step;
