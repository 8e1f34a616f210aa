-- Tasks are filtered by what equation 4 gave them, too: it rides along in the index of each order, as in version 9.
DROP INDEX tasks_by_id;
DROP INDEX tasks_by_step;
DROP INDEX tasks_by_solve_rate;
DROP INDEX tasks_by_reward;
DROP INDEX tasks_by_complexity;
CREATE INDEX tasks_by_id ON tasks
    (run, id, kind, verdict, status, origin, step, learnability, reward, complexity, near_duplicate, learn_reward);
CREATE INDEX tasks_by_step ON tasks
    (run, step, id, kind, verdict, status, origin, learnability, reward, complexity, near_duplicate, learn_reward);
CREATE INDEX tasks_by_solve_rate ON tasks
    (run, learnability, id, kind, verdict, status, origin, step, reward, complexity, near_duplicate, learn_reward);
CREATE INDEX tasks_by_reward ON tasks
    (run, reward, id, kind, verdict, status, origin, step, learnability, complexity, near_duplicate, learn_reward);
CREATE INDEX tasks_by_complexity ON tasks
    (run, complexity, id, kind, verdict, status, origin, step, learnability, reward, near_duplicate, learn_reward);
