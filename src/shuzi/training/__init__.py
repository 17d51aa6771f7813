"""Training: the only folder that imports torch."""
