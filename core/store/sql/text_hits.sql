-- How often a text is found among the youngest of the tasks ?2 .. ?3, counted up to ?4, and the oldest one counted.
SELECT count(*), min(id) FROM (SELECT rowid AS id FROM task_search
                               WHERE task_search MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid DESC LIMIT ?4);
