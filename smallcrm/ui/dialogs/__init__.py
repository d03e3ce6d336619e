"""Short questions and guided steps."""
