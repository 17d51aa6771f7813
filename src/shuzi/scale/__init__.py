"""Reading on Ray: the portions of a batch as Ray Data stages, on one machine or many."""
