"""Taking over the order history of another system from a file of invoice lines."""
