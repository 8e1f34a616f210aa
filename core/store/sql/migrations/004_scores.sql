-- Version 4: everything that rewards and advantages are worked out from, so that they can be worked out again from this
-- file alone.
ALTER TABLE tasks ADD COLUMN score REAL;                             -- r of equation 6: learnability, extras, novelty
ALTER TABLE tasks ADD COLUMN barred INTEGER NOT NULL DEFAULT 0;      -- valid, but kept out as duplicate or coin flip
ALTER TABLE tasks ADD COLUMN task_class INTEGER NOT NULL DEFAULT -1; -- group of advantage.proposer_baseline = class
ALTER TABLE tasks ADD COLUMN cyclomatic INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN effort REAL;                            -- Halstead's
ALTER TABLE tasks ADD COLUMN volume REAL;                            -- Halstead's, in bits
ALTER TABLE tasks ADD COLUMN similarity REAL;                        -- mean code similarity to the references, 0..1
ALTER TABLE attempts ADD COLUMN share REAL;                          -- of the hidden pairs that match; else 0 or 1

-- What the rewards of a stream were whitened with (equation 8), one row per step and stream.
CREATE TABLE stream_moments (
    run INTEGER NOT NULL REFERENCES runs (id),
    step INTEGER NOT NULL,
    stream TEXT NOT NULL,             -- propose.deduction, …
    mean REAL NOT NULL,
    deviation REAL NOT NULL,          -- of the population
    samples INTEGER NOT NULL,         -- that took part: not masked, trained, not empty
    weight REAL NOT NULL,             -- the same number, or their tokens where each token counts once
    by_tokens INTEGER NOT NULL,       -- advantage.whiten = token
    baseline TEXT NOT NULL CHECK (baseline IN ('stream', 'task', 'class')),
    role_weight REAL NOT NULL,        -- advantages are multiplied by it
    PRIMARY KEY (run, step, stream)
) STRICT, WITHOUT ROWID;
