"""What people corrected: crops of single places with what really stands there, in a database."""
