UPDATE tasks
SET learnability = ?2, reward = ?3, advantage = ?4, learn_reward = ?5, score = ?6, masked = ?7, barred = ?8,
    task_class = ?9
WHERE id = ?1;
