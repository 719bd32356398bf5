"""What every slice stands on. Knows no word of learning and no request."""
