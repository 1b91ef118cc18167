"""Simulation (模拟): the scores a scheme would give with other rules or values; nothing is stored."""
