-- The commands as they stand.
INSERT INTO temp.carried_commands (id, number, undoes, body, answer)
SELECT id, id, undoes, body, answer FROM origin.commands WHERE run = :run;
