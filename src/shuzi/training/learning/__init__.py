"""The model that reads, taught what people corrected."""
