-- Composite tasks: the functions that a program builds on, with the tasks they came from, and whether f gives what one of
-- them gives.
CREATE TABLE task_given (
    task INTEGER NOT NULL,
    position INTEGER NOT NULL,        -- g_0, g_1, …
    given INTEGER NOT NULL,
    program INTEGER NOT NULL REFERENCES texts (id),
    PRIMARY KEY (task, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_given_back ON task_given (given);
ALTER TABLE tasks ADD COLUMN degenerate INTEGER NOT NULL DEFAULT 0;
