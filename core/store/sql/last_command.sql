SELECT max(id) FROM commands;
