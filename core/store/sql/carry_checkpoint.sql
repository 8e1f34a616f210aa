INSERT INTO temp.carried_checkpoints (step, bytes) VALUES (?1, ?2);
