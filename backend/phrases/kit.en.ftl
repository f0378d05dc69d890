database-closed = The system is shutting down. Please try again in a moment.
database-damaged = The database file is damaged and cannot be read. Set it aside and restore a backup; nothing was written.
database-memory = A SQLite database must be a file, for example sqlite:///var/dinghuo.db.
database-unavailable = The database cannot be used at the moment. Nothing was saved; please try again.
idempotency-bad_key = The Idempotency-Key must have between 1 and { $longest } characters.
idempotency-other_request = This Idempotency-Key was already used for a different request.
money-too_large = The amount or quantity is too large for the system.
paging-bad_cursor = The page cursor is not valid. Start again from the first page.
