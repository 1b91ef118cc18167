"""Reviews across reports (表间、跨期审核): the stage between the facts and the indicators.

The modules in the order in which they work: ``versions`` (what there is to compare), ``values``,
``both_sides``, ``rosters`` and ``comparisons`` (a table for each rule), ``wording``, ``questions``,
``judging`` and ``expectations`` (Great Expectations judges the tables), ``settlement`` (which versions count
then), ``findings`` and ``summaries`` (what people read), ``stage``, ``replay``, ``assets``.

The rules themselves stand with their forms (``schemas/cross_rules.py``). Checks inside one report belong in
``assets/submissions/review``.
"""
