UPDATE checkpoints SET best = 0 WHERE run = ?1 AND best = 1;
