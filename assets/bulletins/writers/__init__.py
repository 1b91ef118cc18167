"""A bulletin as files: Word in the official layout, Excel and a web page."""
