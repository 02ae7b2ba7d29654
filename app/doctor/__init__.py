"""The doctor: what an operator wants to know of a database and its machine, looked at without changing anything."""
