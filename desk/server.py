"""Serves the desk, with a server that reads whole requests before a page is made: slow uploads hold nobody
up.
"""

from django.core.wsgi import get_wsgi_application
from waitress.server import BaseWSGIServer, create_server

from desk.accounts.provider import open_login
from desk.filing.checking import forget_old
from desk.limits import FORM_AROUND, LARGEST_FILE
from desk.project import open_desk
from warehouse.office import Office

THREADS = 8
OUR_OWN_MACHINE = "127.0.0.1"
SLOWEST_SECONDS = 120
"""A connection on which nothing comes for so long is closed."""


def serving(office: Office, port: int) -> BaseWSGIServer:
    """A server that listens; ``run`` serves until the process ends. Raises OSError if the port is taken."""
    open_desk(office)
    open_login(office)
    forget_old(office)
    return create_server(
        get_wsgi_application(),
        host=OUR_OWN_MACHINE,
        port=port,
        threads=THREADS,
        channel_timeout=SLOWEST_SECONDS,
        max_request_body_size=2 * (LARGEST_FILE + FORM_AROUND),
        trusted_proxy=OUR_OWN_MACHINE,
        # Not x-forwarded-for: whether a header that names an account counts is told by who connects.
        trusted_proxy_headers={"x-forwarded-proto", "x-forwarded-host"},
        clear_untrusted_proxy_headers=True,
        ident=None,
    )
