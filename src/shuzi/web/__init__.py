"""HTTP to the reader and back: the page, the API, and nothing that reads by itself."""
