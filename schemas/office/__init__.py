"""The folder of an office: its settings, units, forms and schemes, and whether they are sound."""
