"""A network as its ONNX file tells it: read, listed and drawn."""
