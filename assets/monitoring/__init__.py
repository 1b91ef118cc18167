"""Gaps and monitoring (动态监测): what a unit lacks, how many points that is worth, and who is behind the
pace.
"""
