"""What a message wants: fourteen intents, told by wording that was learnt from a corpus (see corpus/README.md)."""
