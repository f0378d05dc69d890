"""The public face of what is remembered of a dealer."""

from backend.ordering.memory.domain import Forgotten, How, KnownName
from backend.ordering.memory.learning import LearnedFrom, Used, learn, take_back
from backend.ordering.memory.recalling import forget_name, forget_word, is_about_word, known_names, names_in, usual_quantities

__all__ = [
    "Forgotten",
    "How",
    "KnownName",
    "LearnedFrom",
    "Used",
    "forget_name",
    "forget_word",
    "is_about_word",
    "known_names",
    "learn",
    "names_in",
    "take_back",
    "usual_quantities",
]
