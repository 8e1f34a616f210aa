-- The bases under which the smallest abandoned id becomes the next free negative one.
SELECT
    min(0, coalesce((SELECT min(id) FROM tasks), 0)) - 1
        + coalesce((SELECT min(id) FROM tasks WHERE run = :run AND step > :after AND id > 0), 0),
    min(0, coalesce((SELECT min(id) FROM attempts), 0)) - 1
        + coalesce((SELECT min(id) FROM attempts WHERE run = :run AND step > :after AND id > 0), 0);
