"""The built-in forms that units submit (内置报表), a module or two for each kind of submitter.

``schemas.office.catalogue`` collects them; nothing else imports from here.
"""
