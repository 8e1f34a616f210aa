-- Changes of a run's settings, and the settings as they stand with them.
CREATE TABLE config_changes (
    run INTEGER NOT NULL REFERENCES runs (id),
    ordinal INTEGER NOT NULL,         -- counts from 1 in a run, in the order of the changes
    step INTEGER NOT NULL,            -- it holds from this step on
    path TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    command INTEGER NOT NULL,         -- that asked for it; -n: a resume did, after command n
    at REAL NOT NULL,
    PRIMARY KEY (run, ordinal)
) STRICT, WITHOUT ROWID;

-- runs.config stays as the run was started with; empty: the same.
ALTER TABLE runs ADD COLUMN settings TEXT NOT NULL DEFAULT '';
