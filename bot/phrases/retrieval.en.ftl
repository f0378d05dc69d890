knowledge-index_unreadable = The index of articles cannot be read ({ $reason }). It is built anew from the database.
knowledge-no_vectors = The endpoint for vectors cannot be reached or answers nonsense ({ $reason }).
