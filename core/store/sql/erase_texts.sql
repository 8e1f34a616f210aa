DELETE FROM texts WHERE id NOT IN ({});
