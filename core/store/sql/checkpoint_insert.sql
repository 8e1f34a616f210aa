INSERT INTO checkpoints (run, step, folder, weights_hash, optimizer_hash, bytes, best, removed, created,
                         last_buffer_event)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, (SELECT coalesce(max(id), 0) FROM buffer_events WHERE run = ?1));
