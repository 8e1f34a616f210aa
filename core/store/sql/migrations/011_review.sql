-- Tasks that wait for a person before they enter their buffer: another status, and an index of them alone. The text of
-- the table is changed in place: no row is read or written, however many there are.
CREATE INDEX tasks_waiting ON tasks (run, id) WHERE status = 'waiting';
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, '''invalid'', ''abandoned'')', '''invalid'', ''abandoned'', ''waiting'')')
WHERE type = 'table' AND name = 'tasks';
PRAGMA writable_schema = RESET;
