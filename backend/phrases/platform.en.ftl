database-bad_url = The database address is not valid. Use sqlite:///file or postgresql://user:password@host/name.
database-foreign = This database already holds tables of another program and is left alone. Please give an empty one.
database-missing = There is no database { $database }. Run dinghuo setup first.
database-newer = This database was made by a newer version of the program. Please upgrade the program.
database-no_permission = There is no permission to write to { $database }.
database-not_migrated = The database has not been brought up to this version yet. Run dinghuo setup.
database-owned = The database { $database } is in use by process { $pid } ({ $address }). Stop that process and try again.
database-unreachable = The PostgreSQL server { $server } cannot be reached: { $reason }
