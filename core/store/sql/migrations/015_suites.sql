-- Models put to suites (core/evaluation/assessment): what was asked of which model, and every completion with its
-- verdict. An evaluation is found by its key, which says model, suite and settings: asked again it goes on where it was.
CREATE TABLE suite_evaluations (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,            -- SHA-256
    suite TEXT NOT NULL,
    suite_sha256 TEXT NOT NULL,          -- over its problems
    model TEXT NOT NULL,                 -- for people: RUN@STEP, a folder or a file
    weights_sha256 TEXT NOT NULL,
    run INTEGER REFERENCES runs (id) ON DELETE CASCADE,  -- null: of a model that belongs to no run
    step INTEGER NOT NULL,               -- of the checkpoint; 0 where there is no run
    during INTEGER NOT NULL,             -- 1: the run did it while it trained
    settings TEXT NOT NULL,              -- JSON
    created REAL NOT NULL,
    finished REAL NOT NULL               -- 0: it is not through
) STRICT;
CREATE INDEX suite_evaluations_by_run ON suite_evaluations (run, step, id);
CREATE INDEX suite_evaluations_by_suite ON suite_evaluations (suite, id);

CREATE TABLE suite_items (
    evaluation INTEGER NOT NULL REFERENCES suite_evaluations (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,              -- in the suite, from 0
    item TEXT NOT NULL,
    kind TEXT NOT NULL,
    difficulty TEXT NOT NULL,
    PRIMARY KEY (evaluation, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE suite_completions (
    evaluation INTEGER NOT NULL REFERENCES suite_evaluations (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    greedy INTEGER NOT NULL,
    sample INTEGER NOT NULL,             -- from 0
    prompt INTEGER NOT NULL REFERENCES texts (id),
    completion INTEGER NOT NULL REFERENCES texts (id),
    answer TEXT NOT NULL,                -- the part that answers; of programs the whole program
    vote TEXT NOT NULL,                  -- what it counts as in a vote; empty: it does not vote
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    clipped INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    PRIMARY KEY (evaluation, place, greedy, sample)
) STRICT, WITHOUT ROWID;
