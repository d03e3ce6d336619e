"""Programs for those who work on smallcrm; nothing in the package uses them."""
