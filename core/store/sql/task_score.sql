UPDATE tasks SET learnability = ?2, reward = ?3, advantage = ?4 WHERE id = ?1;
