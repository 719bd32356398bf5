"""What people take away from learning: certificates."""
