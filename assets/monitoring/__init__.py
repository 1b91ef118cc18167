"""Gaps and monitoring (动态监测): what a unit lacks, what it is worth, who is behind the pace."""
