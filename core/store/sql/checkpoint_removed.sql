UPDATE checkpoints SET removed = 1 WHERE run = ?1 AND step = ?2;
