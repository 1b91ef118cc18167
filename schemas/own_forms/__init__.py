"""Forms that an office writes itself, as YAML: ``forms/<CODE>.yaml`` and ``extend`` of built-in forms.

``documents`` is what a file may say, and ``findings`` what may be wrong with it. ``expressions``,
``checking`` and ``compiling`` are the language of its rules. ``building`` makes a form from it, as if a class
had described it. ``folder`` reads an office's folder. Nothing in a file is ever executed.
"""
