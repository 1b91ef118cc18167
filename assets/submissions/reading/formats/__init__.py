"""What is particular to a format of files: packages of XML, old binary workbooks, OpenDocument, text files.

What the readers do not tell is swept from the file itself; how a file is read in the end is decided above.
"""
