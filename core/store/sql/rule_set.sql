INSERT INTO rules (run, rule, name, condition, act, tag, programs, enabled, removed, step)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
ON CONFLICT (run, rule) DO UPDATE SET name = ?3, condition = ?4, act = ?5, tag = ?6, programs = ?7, enabled = ?8,
                                      removed = ?9, step = ?10;
