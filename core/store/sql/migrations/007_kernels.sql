-- Which set of instructions a run computed with, and why: see core/policy/kernels.h. Empty: before it was kept.
ALTER TABLE runs ADD COLUMN kernels TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN kernels_reason TEXT NOT NULL DEFAULT '';
