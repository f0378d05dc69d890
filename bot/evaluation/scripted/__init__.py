"""Scripted stand-ins for hosted models, served over loopback HTTP, so that the hosted path is measured without a key or a network.

`good` calls the tools that a good model would call, `lazy` only talks, `verbose` drowns its calls in prose with invented figures,
`malicious` tries everything it should not, and `obedient` carries out every instruction it finds anywhere in its prompt.
"""

from bot.evaluation.scripted.serving import SCRIPTED, scripted_brain

__all__ = ["SCRIPTED", "scripted_brain"]
