-- The inner SELECT finds the ids of the page in an index; only those rows are then read.
SELECT {columns}{texts}
FROM ({keys}) page
CROSS JOIN tasks t ON t.id = page.id
JOIN texts program ON program.id = t.program
{text_joins}
ORDER BY {order};
