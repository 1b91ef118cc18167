"""Reviews across reports (表间、跨期审核): between the facts and the indicators.

In the order it works: ``versions`` (what there is to compare), ``values``, ``both_sides``, ``rosters`` and
``comparisons`` (a table for each rule), ``wording``, ``questions``, ``judging`` and
``expectations`` (Great Expectations judges the tables), ``settlement`` (which versions count then),
``findings`` and ``summaries`` (what people read), ``stage``, ``replay``, ``assets``.

The rules themselves stand with their forms (``schemas/cross_rules.py``); a check inside one report is the
business of ``assets/submissions/review``.
"""
