-- Everything that the schema declares; what serves the search is SQLite's own to write, so its name is enough.
SELECT s.type || ' ' || s.name || ' ' || iif(l.type = 'shadow', '', coalesce(s.sql, ''))
FROM main.sqlite_schema s LEFT JOIN pragma_table_list l ON l.schema = 'main' AND l.name = s.name
WHERE s.name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY 1;
