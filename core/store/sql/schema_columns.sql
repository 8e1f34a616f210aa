-- Tables, virtual tables and views without those that SQLite keeps for itself; the columns in their order.
SELECT l.name, CASE l.type WHEN 'table' THEN 'table' WHEN 'view' THEN 'view' ELSE 'search' END, c.name, c.type,
       c."notnull" OR c.pk > 0, c.pk,
       coalesce((SELECT k."table" || '.' || coalesce(k."to", 'id') FROM pragma_foreign_key_list(l.name) k
                 WHERE k."from" = c.name), '')
FROM pragma_table_list l, pragma_table_info(l.name) c
WHERE l.schema = 'main' AND l.type IN ('table', 'virtual', 'view') AND l.name NOT LIKE 'sqlite\_%' ESCAPE '\'
ORDER BY l.type = 'view', l.type = 'virtual', l.name, c.cid;
