"""How the database came to be what it is: one step a version, run by alembic at the start."""
