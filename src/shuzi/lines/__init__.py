"""Strips of digits to characters: scaled, seen by the line model, decoded and cut apart."""
