-- The same where tasks are looked into, one after the other in their order, and only so many of them.
SELECT walked.id AS id FROM ({keys} LIMIT {reach}) walked WHERE {text} LIMIT :limit
