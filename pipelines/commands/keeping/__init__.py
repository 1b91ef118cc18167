"""Commands for who keeps the installation running: keys, access, retention, metrics, sites, the database."""
