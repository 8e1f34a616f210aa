-- What the sampler wrote, token by token, of the latest steps alone (telemetry.token_steps): older rows are deleted when
-- a step ends. Runs of older versions have none.
CREATE TABLE sample_tokens (
    run INTEGER NOT NULL REFERENCES runs (id),
    step INTEGER NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('propose', 'solve')),
    sample INTEGER NOT NULL,          -- the task that was proposed, or the attempt
    temperature REAL NOT NULL,        -- of the log-probabilities
    -- How many, then the ids, each as LEB128; then a log-probability each in half precision, low byte first.
    tokens BLOB NOT NULL,
    PRIMARY KEY (run, step, role, sample)
) STRICT, WITHOUT ROWID;
