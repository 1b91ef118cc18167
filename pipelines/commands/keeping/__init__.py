"""Commands for the people who keep the installation running: keys, access, retention, metrics, sites, the
database.
"""
