"""Commands about what has been assessed: scores explained and simulated, lists, bulletins, objections."""
