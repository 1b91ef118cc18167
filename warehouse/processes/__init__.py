"""Processes: work beside the main one, turns between several, slow imports."""
