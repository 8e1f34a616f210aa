-- The ids of one page of tasks; the order and the place to go on from are put behind it.
SELECT t.id AS id FROM {source} WHERE {where}
