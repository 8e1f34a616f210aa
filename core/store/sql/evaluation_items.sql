SELECT item, kind, greedy, solved, answer FROM evaluation_items WHERE evaluation = ?1 ORDER BY id;
