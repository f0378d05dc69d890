"""What stands in which warehouse, in which lots, and to whom it is promised."""
