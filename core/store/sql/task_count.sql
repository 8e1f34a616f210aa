-- How many tasks a filter leaves.
SELECT count(*) FROM {source} WHERE {where}
