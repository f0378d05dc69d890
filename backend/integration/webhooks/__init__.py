"""Telling other systems of events: subscriptions, the queue of deliveries fed by the outbox relay, and the sending of them."""
