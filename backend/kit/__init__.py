"""Technical helpers every module stands on; no business word is allowed here."""
