"""An evaluation as one page that needs nothing but itself."""
