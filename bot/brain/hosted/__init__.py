"""The production brain: any endpoint that speaks the OpenAI chat-completions protocol, behind the contract of `bot.brain`.

This package is the only one that may import openai or langchain_openai.
"""

from bot.brain.hosted.model import HostedBrain

__all__ = ["HostedBrain"]
