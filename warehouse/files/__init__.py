"""Files that survive a crash, and files that only their owner may read."""
