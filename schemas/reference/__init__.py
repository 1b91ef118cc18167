"""The reference pages and JSON Schemas of what an office may write, made from the models of the files."""
