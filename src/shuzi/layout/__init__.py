"""What stands on a page: its ink, its rules, and the strips in which numbers stand."""
