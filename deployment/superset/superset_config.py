"""Settings of a Superset that shows Kaohe's dashboards in Chinese; SUPERSET_CONFIG_PATH names this file.

The secret key comes from the environment. For an office's own server see README.md beside this file.
"""

import os
from pathlib import Path

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = os.environ.get(
    "SUPERSET_DATABASE",
    f"sqlite:///{Path(os.environ.get('SUPERSET_HOME', Path.home() / '.superset')) / 'superset.db'}",
)
BABEL_DEFAULT_LOCALE = "zh"
LANGUAGES = {"zh": {"flag": "cn", "name": "简体中文"}}
MAPBOX_API_KEY = ""
# An office without PostgreSQL keeps its tables in a file, which Superset refuses to read unless it is told.
PREVENT_UNSAFE_DB_CONNECTIONS = False
