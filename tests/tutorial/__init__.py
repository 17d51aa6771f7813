"""The tutorial as its readers use it: its blocks, and a terminal to run them in."""
