"""How large files may be, and how much of them is read."""

LONGEST_FILE = 10 * 1024 * 1024
MOST_FILES = 4
MOST_ROWS = 300
LONGEST_CELL = 200
LONGEST_WORDS = 3000
MOST_PIXELS = 40_000_000
