-- A workspace as version 1 of the schema left it: one run, one step, two tasks. Made by applying 001_first.sql, inserting
-- the rows below by hand, and `.dump`. Never changed: migrations are tested against it.
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
INSERT INTO runs VALUES(1,'first','finished','','nano','{"preset":"nano"}',7,1000.5,2000.5,1,0,'0.1.0','LibTorch 1.13.1','3.11.2','a processor','cpu','bf16',2,871808,'','00');
CREATE TABLE steps (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id),
    step INTEGER NOT NULL,            -- 0: seeding
    status TEXT NOT NULL CHECK (status IN ('open', 'finished', 'abandoned')),
    started REAL NOT NULL,
    seconds REAL NOT NULL
) STRICT;
INSERT INTO steps VALUES(1,1,1,'finished',1000.5,2.5);
CREATE TABLE texts (
    id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE,
    codec TEXT NOT NULL,              -- raw
    bytes BLOB NOT NULL
) STRICT;
INSERT INTO texts VALUES(1,X'01','raw',X'64656620662878293a0a2020202072657475726e2078');
INSERT INTO texts VALUES(2,X'02','raw',X'64656620662878293a0a2020202072657475726e20736f72746564287829');
INSERT INTO texts VALUES(3,X'03','raw',X'');
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
INSERT INTO tasks VALUES(1,1,'deduction','identity',0,'admitted','ok','','',1,'[]','''hello''','''hello''','str','','[]',0.0,0.0,0.0,0.0,0.0,3,2,0,0,0,-1.0,0.0,0.0,0.0,3,3,'',0,0,0,0,0.0);
INSERT INTO tasks VALUES(2,1,'deduction','model',1,'admitted','ok','','',2,'[]','[3, 1]','[1, 3]','list','','[]',0.0,0.0,0.0,0.0,0.0,5,2,0,0,0,0.5,0.5,0.5,1.0,3,3,'',0,0,10,12,-3.5);
CREATE TABLE task_references (
    task INTEGER NOT NULL,
    position INTEGER NOT NULL,
    reference INTEGER NOT NULL,
    PRIMARY KEY (task, position)
) STRICT, WITHOUT ROWID;
INSERT INTO task_references VALUES(2,0,1);
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
CREATE TABLE evaluations (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id),
    step INTEGER NOT NULL,
    suite TEXT NOT NULL,
    created REAL NOT NULL,
    abandoned INTEGER NOT NULL
) STRICT;
CREATE TABLE evaluation_items (
    id INTEGER PRIMARY KEY,
    evaluation INTEGER NOT NULL REFERENCES evaluations (id),
    item TEXT NOT NULL,
    kind TEXT NOT NULL,
    greedy INTEGER NOT NULL,
    solved INTEGER NOT NULL,
    answer TEXT NOT NULL
) STRICT;
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id),
    step INTEGER NOT NULL,
    severity TEXT NOT NULL,
    code TEXT NOT NULL,
    text TEXT NOT NULL,
    at REAL NOT NULL
) STRICT;
CREATE UNIQUE INDEX steps_live ON steps (run, step) WHERE status <> 'abandoned';
CREATE INDEX tasks_by_id ON tasks (run, id, kind, verdict, status);
CREATE INDEX tasks_by_step ON tasks (run, step, id, kind, verdict, status);
CREATE INDEX tasks_by_solve_rate ON tasks (run, learnability, id, kind, verdict, status);
CREATE INDEX tasks_by_reward ON tasks (run, reward, id, kind, verdict, status);
CREATE INDEX task_references_back ON task_references (reference);
CREATE INDEX attempts_by_task ON attempts (task, id);
CREATE INDEX attempts_by_step ON attempts (run, step, id);
CREATE INDEX metrics_by_step ON metrics (run, step);
CREATE INDEX buffer_events_by_run ON buffer_events (run, id);
CREATE INDEX buffer_events_by_kind ON buffer_events (run, kind, id);
CREATE INDEX buffer_events_by_task ON buffer_events (task, id);
CREATE INDEX commands_by_run ON commands (run, id);
CREATE INDEX checkpoints_by_run ON checkpoints (run, step);
CREATE INDEX evaluations_by_run ON evaluations (run, step);
CREATE INDEX evaluation_items_by_evaluation ON evaluation_items (evaluation, kind, greedy, solved);
CREATE INDEX events_by_run ON events (run, id);
PRAGMA user_version = 1;
