-- Version 2: substrings of programs, inputs and messages are found through an index. The body is what task_body gives.
CREATE VIEW task_body AS
SELECT t.id AS id, CAST(p.bytes AS TEXT) || char(10) || t.input || char(10) || t.message AS body
FROM tasks t JOIN texts p ON p.id = t.program;

CREATE VIRTUAL TABLE task_search USING fts5 (body, content = '', tokenize = 'trigram');
INSERT INTO task_search (rowid, body) SELECT id, body FROM task_body;
