-- Tasks that hold a text: `sure` those that the index with places knows, else those whose completions may.
SELECT rowid AS id, 1 AS sure FROM task_search
WHERE task_search MATCH :text_match AND rowid BETWEEN :first_hit AND :last_hit
