"""The sections of a bulletin, one a module: what each says, in sentences and tables."""
