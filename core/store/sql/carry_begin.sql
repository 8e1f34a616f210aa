-- What carry.sql looks numbers up in, and behind which ids of :main the carried rows come.
CREATE TEMP TABLE carried_commands (
    id INTEGER PRIMARY KEY, number INTEGER NOT NULL, undoes INTEGER NOT NULL, body TEXT NOT NULL, answer TEXT NOT NULL);
CREATE TEMP TABLE carried_checkpoints (step INTEGER PRIMARY KEY, bytes INTEGER NOT NULL);
CREATE TEMP TABLE carried_texts (id INTEGER PRIMARY KEY, number INTEGER NOT NULL);
CREATE TEMP TABLE carried_behind AS
SELECT (SELECT coalesce(max(id), 0) FROM main.steps) AS steps,
       (SELECT coalesce(max(id), 0) FROM main.buffer_events) AS buffer_events,
       (SELECT coalesce(max(id), 0) FROM main.checkpoints) AS checkpoints,
       (SELECT coalesce(max(id), 0) FROM main.evaluations) AS evaluations,
       (SELECT coalesce(max(id), 0) FROM main.evaluation_items) AS evaluation_items,
       (SELECT coalesce(max(id), 0) FROM main.events) AS events,
       (SELECT coalesce(max(id), 0) FROM main.suite_evaluations) AS suite_evaluations,
       min(0, (SELECT coalesce(min(id), 0) FROM main.tasks)) AS tasks,
       min(0, (SELECT coalesce(min(id), 0) FROM main.attempts)) AS attempts;
