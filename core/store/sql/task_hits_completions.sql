UNION ALL
SELECT rowid, 0 FROM completion_search
WHERE completion_search MATCH :trigrams AND rowid BETWEEN :first_hit AND :last_hit
AND rowid NOT IN (SELECT rowid FROM task_search
                  WHERE task_search MATCH :text_match AND rowid BETWEEN :first_hit AND :last_hit)
