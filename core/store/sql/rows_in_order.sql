SELECT * FROM main.{table} ORDER BY {key};
