SELECT kind, count(*) FROM buffer_contents WHERE run = ?1 GROUP BY kind ORDER BY kind;
