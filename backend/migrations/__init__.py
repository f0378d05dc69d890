"""Alembic scripts. Imported by nobody; run by `backend.schema`."""
