"""The built-in forms that units submit (内置报表): one or two modules for each kind of submitter.

``schemas.office.catalogue`` collects them. Nothing else imports from here.
"""
