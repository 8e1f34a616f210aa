-- The indexes of texts anew, from the tasks that are there.
INSERT INTO task_search (task_search) VALUES ('delete-all');

INSERT INTO task_search (rowid, body) SELECT id, body FROM task_body ORDER BY id;

INSERT INTO completion_search (completion_search) VALUES ('delete-all');

INSERT INTO completion_search (rowid, body)
SELECT t.id, CAST(c.bytes AS TEXT) || char(10) || coalesce(
    (SELECT group_concat(CAST(x.bytes AS TEXT), char(10))
     FROM attempts a JOIN texts x ON x.id = a.completion WHERE a.task = t.id), '')
FROM tasks t JOIN texts c ON c.id = t.completion ORDER BY t.id;
