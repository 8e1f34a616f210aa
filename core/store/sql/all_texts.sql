SELECT sha256, bytes FROM texts ORDER BY id;
