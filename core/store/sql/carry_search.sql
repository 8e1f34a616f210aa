-- The carried tasks are found by their texts.
INSERT INTO main.task_search (rowid, body)
SELECT b.id, b.body FROM main.tasks t CROSS JOIN main.task_body b ON b.id = t.id WHERE t.run = :as;

INSERT INTO main.completion_search (rowid, body)
SELECT c.task, group_concat(c.text, char(10)) FROM main.tasks t CROSS JOIN main.task_completions c ON c.task = t.id
WHERE t.run = :as GROUP BY c.task;
