-- Outputs and pairs are found, too, and what the model wrote. completion_search says which tasks may have a text in one
-- of their completions: trigrams without their places (detail = none), so the text itself is looked at afterwards. A
-- task may stand in it several times, and rows that are left over from an abandoned task only cost a look.
DROP VIEW task_body;
DROP TABLE task_search;
CREATE VIEW task_body AS
SELECT t.id AS id,
       CAST(p.bytes AS TEXT) || char(10) || t.input || char(10) || t.output || char(10) || t.message || char(10)
           || CASE WHEN t.pairs = '[]' OR NOT json_valid(t.pairs) THEN ''
              ELSE (SELECT group_concat(json_extract(value, '$[0]') || char(10) || json_extract(value, '$[1]'), char(10))
                    FROM json_each(t.pairs)) END AS body
FROM tasks t JOIN texts p ON p.id = t.program;
CREATE VIRTUAL TABLE task_search USING fts5 (body, content = '', tokenize = 'trigram');
INSERT INTO task_search (rowid, body) SELECT id, body FROM task_body ORDER BY id;

-- Of the proposal and of every attempt.
CREATE VIEW task_completions AS
SELECT t.id AS task, CAST(c.bytes AS TEXT) AS text FROM tasks t JOIN texts c ON c.id = t.completion
UNION ALL
SELECT a.task, CAST(c.bytes AS TEXT) FROM attempts a JOIN texts c ON c.id = a.completion;
CREATE VIRTUAL TABLE completion_search USING fts5 (
    body, content = '', columnsize = 0, detail = none, tokenize = 'trigram');
INSERT INTO completion_search (rowid, body)
SELECT t.id, CAST(c.bytes AS TEXT) || char(10) || coalesce(
    (SELECT group_concat(CAST(x.bytes AS TEXT), char(10))
     FROM attempts a JOIN texts x ON x.id = a.completion WHERE a.task = t.id), '')
FROM tasks t JOIN texts c ON c.id = t.completion ORDER BY t.id;

-- What a step did to the buffers.
CREATE INDEX buffer_events_by_step ON buffer_events (run, step, id);
