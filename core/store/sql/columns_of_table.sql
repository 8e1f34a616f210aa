-- Name, and the place in the primary key; 0: it is no part of it.
SELECT name, pk FROM pragma_table_info(?1) ORDER BY cid;
