"""The reference pages and JSON Schemas of what an office may write. They are made from the models of the
files.
"""
