"""The tables as classes, one module for each aggregate."""
