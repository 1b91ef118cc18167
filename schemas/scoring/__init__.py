"""How a scheme scores and lights: the parameters of the scoring methods (计分方法), under their standard
terms, and those of the light presets (预警规则).

``rule`` is what all methods share. Then come the methods by what they look at: ``levels`` (the value alone),
``comparison`` (the other units of the group), ``events`` (how often something happened). ``methods`` lists
them all. The arithmetic is in ``assets/scores/methods``; nothing is computed here.
"""
