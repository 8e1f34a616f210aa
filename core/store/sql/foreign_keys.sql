SELECT m.name, k."from", k."table", coalesce(k."to", 'id')
FROM sqlite_schema m, pragma_foreign_key_list(m.name) k
WHERE m.type = 'table' ORDER BY m.name, k.id, k.seq;
