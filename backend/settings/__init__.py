"""Process settings from the environment, brand settings from the database, and the working calendar."""
