-- The tables of the file that hold rows of ours: no shadows of the search, none of SQLite's own.
SELECT name FROM pragma_table_list
WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name;
