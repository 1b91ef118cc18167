"""Simulation (模拟): the scores that a scheme would give with other rules or values. Nothing is stored."""
