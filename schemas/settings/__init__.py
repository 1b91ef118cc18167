"""An office's settings (``site.yaml``), part by part: alerts, bulletins, receipts, retention, rules.

``schemas/office/site.py`` puts them together; what a form or a scheme says is not theirs.
"""
