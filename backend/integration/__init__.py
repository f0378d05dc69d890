"""Files from other systems: reading them, setting aside what cannot be used, and loading the rest."""
