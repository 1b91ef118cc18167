"""What an assessment scheme (考核方案) is made of: measures, formulas, indicators, who is assessed, and the
words for its rules and results.

``schemas/scheme.py`` puts the parts together; the scoring methods are in ``schemas/scoring``.
"""
