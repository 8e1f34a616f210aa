-- The rules of a run, in the order in which they were made, with what they met.
SELECT r.run, r.rule, r.name, r.condition, r.act, r.tag, r.programs, r.enabled, r.removed, r.step,
       (SELECT count(*) FROM rule_hits h WHERE h.run = r.run AND h.rule = r.rule),
       coalesce((SELECT avg(t.learnability) FROM rule_hits h JOIN tasks t ON t.id = h.task
                 WHERE h.run = r.run AND h.rule = r.rule AND t.learnability >= 0), -1.0)
FROM rules r WHERE r.run = ?1 AND (?2 OR r.removed = 0) ORDER BY r.rule;
