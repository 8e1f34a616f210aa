-- The highest number that a run ever had: that of an erased one is not given again.
SELECT max(coalesce((SELECT max(id) FROM runs), 0), coalesce((SELECT max(id) FROM erased_runs), 0));
