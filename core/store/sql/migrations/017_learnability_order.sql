-- Tasks are ordered by their learnability, too. Those that nobody tried have none, and stand below the others.
CREATE INDEX tasks_by_learnability ON tasks
    (run, (CASE WHEN learnability >= 0 THEN coalesce(learn_reward, 0) ELSE -1 END), id, kind, verdict, status, origin,
     step, learnability, reward, complexity, near_duplicate, learn_reward);
