"""The sections of a bulletin, one module for each: what a section says in sentences and tables."""
