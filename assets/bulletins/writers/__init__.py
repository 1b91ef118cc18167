"""The files of a bulletin: Word in the official layout, Excel, and a web page."""
