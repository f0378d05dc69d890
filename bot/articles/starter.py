"""The articles that come along: the demo company's, and what answers are measured on."""

from pathlib import Path

import knowledge

STARTER = Path(knowledge.__file__).parent / "starter"
