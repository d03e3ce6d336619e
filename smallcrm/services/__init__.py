"""Every use case as a function that takes a session."""
