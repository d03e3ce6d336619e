"""What holds where nobody chose otherwise: used by reminders and reports alike."""

# How many days may pass between two contacts, by level; customers without a level have no rule.
CADENCE = {"A": 14, "B": 30, "C": 90, "D": 180}
