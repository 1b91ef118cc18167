"""What is special about each file format: packages of XML, old binary workbooks, OpenDocument, text files.

What the readers do not tell is searched in the file itself (the sweep). The folder above decides how a file
is read.
"""
