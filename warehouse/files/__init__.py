"""Files that survive a crash, and files that only the owner may read."""
