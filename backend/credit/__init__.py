"""How much each dealer owes and may still order."""
