-- What people write on tasks and runs: pins, tags, notes.
CREATE TABLE marks (
    subject TEXT NOT NULL CHECK (subject IN ('task', 'run')),
    id INTEGER NOT NULL,              -- of the task or the run
    what TEXT NOT NULL CHECK (what IN ('pin', 'tag', 'note')),
    text TEXT NOT NULL,               -- the tag or the note; empty: a pin
    program INTEGER REFERENCES texts (id), -- of the task when it was marked: a crash may give its id to another one
    at REAL NOT NULL,
    PRIMARY KEY (subject, id, what, text)
) STRICT, WITHOUT ROWID;
CREATE INDEX marks_by_text ON marks (subject, what, text, id);

-- What a command is about, and which earlier one it takes back; 0: none.
ALTER TABLE commands ADD COLUMN task INTEGER NOT NULL DEFAULT 0;
ALTER TABLE commands ADD COLUMN undoes INTEGER NOT NULL DEFAULT 0;
UPDATE commands SET task = coalesce(json_extract(body, '$.task'), 0) WHERE name = 'veto_task' AND json_valid(body);
CREATE INDEX commands_of_task ON commands (task, id);
CREATE INDEX commands_undone ON commands (undoes);

-- The rules that a run keeps its tasks by: as they stand, and which tasks each of them met.
CREATE TABLE rules (
    run INTEGER NOT NULL REFERENCES runs (id),
    rule INTEGER NOT NULL,            -- the command that made it
    name TEXT NOT NULL,
    condition TEXT NOT NULL,          -- see core/selfplay/rules/condition.h
    act TEXT NOT NULL CHECK (act IN ('veto', 'pin', 'tag')),
    tag TEXT NOT NULL,                -- of act tag
    programs TEXT NOT NULL,           -- JSON: [number, program] of the tasks that the condition compares with
    enabled INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    step INTEGER NOT NULL,            -- it stands so since
    PRIMARY KEY (run, rule)
) STRICT, WITHOUT ROWID;
CREATE TABLE rule_hits (
    run INTEGER NOT NULL REFERENCES runs (id),
    rule INTEGER NOT NULL,
    task INTEGER NOT NULL,
    step INTEGER NOT NULL,
    PRIMARY KEY (run, rule, task)
) STRICT, WITHOUT ROWID;
CREATE INDEX rule_hits_by_step ON rule_hits (run, step);
