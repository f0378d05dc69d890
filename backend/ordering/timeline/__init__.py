"""How an order came about: from the message to its last goods, with what each decision was made of."""
