-- What a task was proposed from: the references that it was shown, and what a composite program builds on.
SELECT reference FROM task_references WHERE task = ?1
UNION SELECT given FROM task_given WHERE task = ?1
ORDER BY 1 LIMIT ?2;
