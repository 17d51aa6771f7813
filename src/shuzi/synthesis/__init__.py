"""Handwriting that nobody wrote: strokes and samples to digits, digits to lines and pages."""
