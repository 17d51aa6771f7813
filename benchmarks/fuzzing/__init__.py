"""Whether anything that reads bytes can be broken by bytes: doors, spoilt files, and a watch."""
