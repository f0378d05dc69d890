conversation-not_found = This conversation was not found.
