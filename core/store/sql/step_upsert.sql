INSERT INTO steps (run, step, status, started, seconds) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (run, step) WHERE status <> 'abandoned' DO UPDATE SET
    status = ?3, started = CASE WHEN ?4 > 0 THEN ?4 ELSE started END, seconds = ?5;
