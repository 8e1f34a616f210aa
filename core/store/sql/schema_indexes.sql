SELECT i.name || ' (' || (SELECT group_concat(c.name, ', ') FROM pragma_index_info(i.name) c) || ')'
FROM sqlite_schema i WHERE i.type = 'index' AND i.tbl_name = ?1 AND i.sql IS NOT NULL ORDER BY i.name;
