"""What a steward sees of the submissions: overviews, reporting rates, reminders."""
