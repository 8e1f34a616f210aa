SELECT count(*) FROM (SELECT task FROM task_references WHERE reference = ?1 AND task > 0
                      UNION SELECT task FROM task_given WHERE given = ?1 AND task > 0);
