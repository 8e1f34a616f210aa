SELECT run, ordinal, step, path, before, after, command, at FROM config_changes WHERE run = ?1 ORDER BY ordinal;
