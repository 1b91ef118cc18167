"""Processes: work in other processes, taking turns between several, and slow imports."""
