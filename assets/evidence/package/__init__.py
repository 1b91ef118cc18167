"""The package of evidence for an inspection: lists and the files themselves."""
