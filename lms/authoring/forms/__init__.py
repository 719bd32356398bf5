"""What authors fill in: the shape of input only."""
