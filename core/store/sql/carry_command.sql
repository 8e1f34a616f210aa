INSERT INTO temp.carried_commands (id, number, undoes, body, answer) VALUES (?1, ?2, ?3, ?4, ?5);
