database-closed = The system is shutting down. Please try again in a moment.
database-unavailable = The database cannot be written at the moment. Nothing was saved; please try again.
idempotency-bad_key = The Idempotency-Key must have between 1 and { $longest } characters.
idempotency-other_request = This Idempotency-Key was already used for a different request.
paging-bad_cursor = The page cursor is not valid. Start again from the first page.
