"""What refuses a request before anything is computed for it: for whom it is, how many there are, how long they wait."""
