"""Where things are kept that can be made again at any time: var/cache of the project, else the person's cache folder, else a temporary one."""

import os
import tempfile
from functools import cache
from pathlib import Path

_PROJECT = Path(__file__).resolve().parents[2]


@cache
def writable_folder() -> Path:
    """The first of the possible folders that can be written."""
    at_home = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "dinghuo"
    beside = [_PROJECT / "var" / "cache"] if (_PROJECT / "pyproject.toml").is_file() else []
    for folder in (*beside, at_home):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return Path(tempfile.gettempdir())
