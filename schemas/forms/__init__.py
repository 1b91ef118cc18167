"""The built-in forms that units submit (内置报表), one module per kind of submitter.

``schemas.catalogue`` collects them; nothing else imports from here.
"""
