-- A run that was forked from a checkpoint of another one: which run, after which step, and what was changed there.
ALTER TABLE runs ADD COLUMN forked_from INTEGER NOT NULL DEFAULT 0;  -- 0: it is no fork
ALTER TABLE runs ADD COLUMN forked_at INTEGER NOT NULL DEFAULT 0;    -- the step of the checkpoint
ALTER TABLE runs ADD COLUMN forked_change TEXT NOT NULL DEFAULT '';  -- JSON; empty: nothing
-- What a checkpoint contains of the buffers' history: everything up to this event; -1: of a version that did not say.
ALTER TABLE checkpoints ADD COLUMN last_buffer_event INTEGER NOT NULL DEFAULT -1;
