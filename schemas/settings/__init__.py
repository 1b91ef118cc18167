"""An office's settings (``site.yaml``), part by part: alerts, bulletins, objections, receipts, retention,
rules.

``schemas/office/site.py`` puts them together. What a form or a scheme says does not belong here.
"""
