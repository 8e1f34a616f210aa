-- The first and the last step of which there are any; nothing where there are none.
SELECT min(step), max(step) FROM sample_tokens WHERE run = ?1 HAVING count(*) > 0;
