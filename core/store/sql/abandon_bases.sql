-- The first abandoned ids, and the lowest ids taken so far.
SELECT
    (SELECT min(id) FROM tasks WHERE run = :run AND step > :after AND id > 0),
    (SELECT min(id) FROM attempts WHERE run = :run AND step > :after AND id > 0),
    min(0, coalesce((SELECT min(id) FROM tasks), 0)),
    min(0, coalesce((SELECT min(id) FROM attempts), 0));
