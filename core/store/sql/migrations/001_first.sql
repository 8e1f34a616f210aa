-- Version 1. Times are seconds since 1970; enumerations stand as their snake_case names; ids below zero belong to rows
-- that a crash left behind and a resumed run states again (abandoned).
PRAGMA application_id = 0x415A5231;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    message TEXT NOT NULL,
    preset TEXT NOT NULL,
    config TEXT NOT NULL,             -- the whole configuration as JSON
    seed INTEGER NOT NULL,            -- 64 bits, as a signed number
    created REAL NOT NULL,
    ended REAL NOT NULL,              -- 0 while it runs
    last_step INTEGER NOT NULL,       -- the last finished step
    resumes INTEGER NOT NULL,
    studio TEXT NOT NULL,
    torch TEXT NOT NULL,
    python TEXT NOT NULL,
    cpu TEXT NOT NULL,
    device TEXT NOT NULL,
    dtype TEXT NOT NULL,
    threads INTEGER NOT NULL,
    parameters INTEGER NOT NULL,
    model_folder TEXT NOT NULL,       -- empty: the built-in nano model
    base_hash TEXT NOT NULL           -- SHA-256 of the base weights' file
) STRICT;

CREATE TABLE steps (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id),
    step INTEGER NOT NULL,            -- 0: seeding
    status TEXT NOT NULL CHECK (status IN ('open', 'finished', 'abandoned')),
    started REAL NOT NULL,
    seconds REAL NOT NULL
) STRICT;
CREATE UNIQUE INDEX steps_live ON steps (run, step) WHERE status <> 'abandoned';

-- Prompts, programs and completions, each once.
CREATE TABLE texts (
    id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE,
    codec TEXT NOT NULL,              -- raw
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE tasks (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id),
    kind TEXT NOT NULL,
    origin TEXT NOT NULL,
    step INTEGER NOT NULL,            -- in which it was made
    status TEXT NOT NULL
        CHECK (status IN ('proposed', 'admitted', 'evicted', 'vetoed', 'invalid', 'abandoned')),
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    program INTEGER NOT NULL REFERENCES texts (id),
    imports TEXT NOT NULL,            -- JSON array of statements
    input TEXT NOT NULL,
    output TEXT NOT NULL,
    output_type TEXT NOT NULL,
    message TEXT NOT NULL,
    pairs TEXT NOT NULL,              -- JSON array of [input, output]; the first half is shown to the solver
    complexity REAL,
    halstead REAL,
    distance REAL,
    diversity REAL,
    input_diversity REAL,
    nodes INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    signature_count INTEGER NOT NULL,
    near_duplicate INTEGER NOT NULL,
    coin_flip INTEGER NOT NULL,
    learnability REAL NOT NULL,       -- solve rate of the rollouts; -1: not estimated
    learn_reward REAL,                -- equation 4
    reward REAL NOT NULL,             -- equation 6
    advantage REAL,                   -- equation 8
    prompt INTEGER NOT NULL REFERENCES texts (id),
    completion INTEGER NOT NULL REFERENCES texts (id),
    format_failure TEXT NOT NULL,
    clipped INTEGER NOT NULL,
    masked INTEGER NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    logprob_sum REAL
) STRICT;
-- One index for each order of the table; the filtered columns ride along, so that a page never reads rows it skips.
CREATE INDEX tasks_by_id ON tasks (run, id, kind, verdict, status);
CREATE INDEX tasks_by_step ON tasks (run, step, id, kind, verdict, status);
CREATE INDEX tasks_by_solve_rate ON tasks (run, learnability, id, kind, verdict, status);
CREATE INDEX tasks_by_reward ON tasks (run, reward, id, kind, verdict, status);

-- Lineage: what the proposer was shown (induction: the program's task).
CREATE TABLE task_references (
    task INTEGER NOT NULL,
    position INTEGER NOT NULL,
    reference INTEGER NOT NULL,
    PRIMARY KEY (task, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_references_back ON task_references (reference);

CREATE TABLE attempts (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id),
    task INTEGER NOT NULL,
    step INTEGER NOT NULL,
    kind TEXT NOT NULL,
    use TEXT NOT NULL CHECK (use IN ('rollout', 'train')),
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    loose INTEGER NOT NULL,
    score REAL,
    reward REAL,
    advantage REAL,
    answer TEXT NOT NULL,
    prompt INTEGER NOT NULL REFERENCES texts (id),
    completion INTEGER NOT NULL REFERENCES texts (id),
    format_failure TEXT NOT NULL,
    clipped INTEGER NOT NULL,
    masked INTEGER NOT NULL,
    trained INTEGER NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    logprob_sum REAL
) STRICT;
CREATE INDEX attempts_by_task ON attempts (task, id);
CREATE INDEX attempts_by_step ON attempts (run, step, id);

CREATE TABLE metric_names (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    deterministic INTEGER NOT NULL    -- covered by "the same run bit for bit"
) STRICT;
CREATE TABLE metrics (
    run INTEGER NOT NULL REFERENCES runs (id),
    name INTEGER NOT NULL REFERENCES metric_names (id),
    step INTEGER NOT NULL,
    value REAL,                       -- NULL: measured, but undefined
    PRIMARY KEY (run, name, step)
) STRICT, WITHOUT ROWID;
CREATE INDEX metrics_by_step ON metrics (run, step);

CREATE TABLE buffer_events (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id),
    step INTEGER NOT NULL,
    kind TEXT NOT NULL,
    task INTEGER NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('add', 'evict', 'veto')),
    reason TEXT NOT NULL,
    size INTEGER NOT NULL,            -- of the buffer afterwards
    abandoned INTEGER NOT NULL
) STRICT;
CREATE INDEX buffer_events_by_run ON buffer_events (run, id);
CREATE INDEX buffer_events_by_kind ON buffer_events (run, kind, id);
CREATE INDEX buffer_events_by_task ON buffer_events (task, id);
-- What the events add up to: the tasks that are in a buffer now.
CREATE TABLE buffer_contents (
    run INTEGER NOT NULL REFERENCES runs (id),
    kind TEXT NOT NULL,
    task INTEGER NOT NULL,
    PRIMARY KEY (run, kind, task)
) STRICT, WITHOUT ROWID;

CREATE TABLE commands (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id),
    name TEXT NOT NULL,
    body TEXT NOT NULL,               -- JSON
    status TEXT NOT NULL CHECK (status IN ('pending', 'applied', 'refused')),
    answer TEXT NOT NULL,
    posted REAL NOT NULL,
    step INTEGER NOT NULL,            -- with phase and ordinal: where the loop applied it
    phase TEXT NOT NULL,
    ordinal INTEGER NOT NULL
) STRICT;
CREATE INDEX commands_by_run ON commands (run, id);

CREATE TABLE checkpoints (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id),
    step INTEGER NOT NULL,
    folder TEXT NOT NULL,             -- relative to the workspace
    weights_hash TEXT NOT NULL,
    optimizer_hash TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    best INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    created REAL NOT NULL
) STRICT;
CREATE INDEX checkpoints_by_run ON checkpoints (run, step);

CREATE TABLE evaluations (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id),
    step INTEGER NOT NULL,
    suite TEXT NOT NULL,
    created REAL NOT NULL,
    abandoned INTEGER NOT NULL
) STRICT;
CREATE INDEX evaluations_by_run ON evaluations (run, step);
CREATE TABLE evaluation_items (
    id INTEGER PRIMARY KEY,
    evaluation INTEGER NOT NULL REFERENCES evaluations (id),
    item TEXT NOT NULL,
    kind TEXT NOT NULL,
    greedy INTEGER NOT NULL,
    solved INTEGER NOT NULL,
    answer TEXT NOT NULL
) STRICT;
CREATE INDEX evaluation_items_by_evaluation ON evaluation_items (evaluation, kind, greedy, solved);

CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id),
    step INTEGER NOT NULL,
    severity TEXT NOT NULL,
    code TEXT NOT NULL,
    text TEXT NOT NULL,
    at REAL NOT NULL
) STRICT;
CREATE INDEX events_by_run ON events (run, id);
