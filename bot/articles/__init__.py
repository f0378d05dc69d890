"""After-sales articles for people: who may keep and read them, over HTTP, from the command line and on a page."""
