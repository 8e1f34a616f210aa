-- The same for completions that hold all trigrams of a text.
SELECT count(*), min(id) FROM (SELECT rowid AS id FROM completion_search
                               WHERE completion_search MATCH ?1 AND rowid BETWEEN ?2 AND ?3
                               ORDER BY rowid DESC LIMIT ?4);
