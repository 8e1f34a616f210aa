SELECT max(id) FROM runs;
