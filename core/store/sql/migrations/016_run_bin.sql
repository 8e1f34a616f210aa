-- Runs are archived and put into the bin: two more marks. The text of the table is changed in place, as in version 11.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, '(''pin'', ''tag'', ''note'')', '(''pin'', ''tag'', ''note'', ''archive'', ''bin'')')
WHERE type = 'table' AND name = 'marks';
PRAGMA writable_schema = RESET;

-- Runs that were erased for good: their numbers, which begin those of their tasks, are not given again.
CREATE TABLE erased_runs (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL
) STRICT;
