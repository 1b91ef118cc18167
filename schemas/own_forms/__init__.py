"""Forms that an office writes itself, as YAML: ``forms/<CODE>.yaml`` and ``extend`` of built-in forms.

``documents`` is what a file may say, ``rules`` and ``expressions`` the language of its rules, ``building``
makes a form of it as if a class had described it, ``folder`` reads an office's folder. Nothing of a file is
ever executed.
"""
