DELETE FROM checkpoints WHERE run = ?1 AND step = ?2;
