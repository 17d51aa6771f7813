"""Handwriting that nobody wrote: strokes to digits, digits to lines."""
