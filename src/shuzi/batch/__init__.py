"""Reading many pictures, whatever they come in, to a folder of parquet files."""
