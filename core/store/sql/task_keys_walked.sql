-- The same where tasks are looked into, one after the other in their order: {keys} walks them, at most {reach}.
SELECT walked.id AS id FROM ({keys} LIMIT {reach}) walked WHERE {text} LIMIT :limit
