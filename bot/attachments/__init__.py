"""Files that come with messages, whatever connector they came through: looked at, kept, and turned into words."""
