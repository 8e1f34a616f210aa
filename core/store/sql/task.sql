SELECT {columns}{texts}
FROM tasks t
JOIN texts program ON program.id = t.program
{text_joins}
WHERE t.id = ?1;
