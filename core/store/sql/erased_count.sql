SELECT count(*) FROM erased_runs;
