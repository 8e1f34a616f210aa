DROP TABLE IF EXISTS temp.carried_commands;
DROP TABLE IF EXISTS temp.carried_checkpoints;
DROP TABLE IF EXISTS temp.carried_texts;
DROP TABLE IF EXISTS temp.carried_behind;
