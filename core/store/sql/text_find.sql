SELECT id FROM texts WHERE sha256 = ?1;
