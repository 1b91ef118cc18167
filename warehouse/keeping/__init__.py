"""What is kept and for how long: retention, and the log of access."""
