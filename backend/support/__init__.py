"""Support: tickets and feedback, what people write that is no order."""
