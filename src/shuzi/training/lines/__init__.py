"""Training the line reader, by connectionist temporal classification on drawn lines."""
