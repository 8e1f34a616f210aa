-- Tags of tasks of a run, or of runs (?1 = 'run'), with how often they are used.
SELECT text, count(*) FROM marks
WHERE subject = ?1 AND what = 'tag' AND (?1 = 'run' OR id BETWEEN ?2 AND ?3)
GROUP BY text ORDER BY text;
