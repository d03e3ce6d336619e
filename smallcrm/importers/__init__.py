"""From a file to tables, guesses, clean rows and row errors; knows no database."""
