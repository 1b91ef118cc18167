"""Whether the office's own mail server has found a sender genuine: the header Authentication-Results
(RFC 8601).

Only the uppermost such header that names the own server counts: servers put theirs on top, and a sender can
write what he likes further down.
"""

import re
from collections.abc import Iterator, Sequence

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"\s*([a-z-]+)\s*=\s*([a-z]+)\b", re.IGNORECASE)
_PROPERTY = re.compile(r"([a-z]+\.[a-z-]+)\s*=\s*\"?([^\s\";]+)", re.IGNORECASE)


def is_genuine(headers: Sequence[str], own_server: str, sender: str) -> bool:
    """Whether the own server says that a message really comes from the address ``sender``.

    That is so if DMARC passed, if DKIM or SPF passed for the very domain of the sender, or if the sender
    logged in to the server with this address.
    """
    domain = sender.rpartition("@")[2]
    return any(
        result == "pass"
        and (
            (method == "dmarc" and told.get("header.from", domain) == domain)
            or (method == "dkim" and told.get("header.d", "").lstrip("@") == domain)
            or (method == "spf" and told.get("smtp.mailfrom", "").rpartition("@")[2] == domain)
            or (method == "auth" and told.get("smtp.auth") == sender)
        )
        for method, result, told in _results(headers, own_server)
    )


def _results(headers: Sequence[str], own_server: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(method, result, properties) of the uppermost header of the server."""
    for header in headers:
        plain = _without_comments(header)
        server, _, results = plain.partition(";")
        if server.split() and server.split()[0].lower() == own_server.lower():
            for each in results.split(";"):
                if found := _RESULT.match(each):
                    told = {name.lower(): value.lower() for name, value in _PROPERTY.findall(each)}
                    yield found[1].lower(), found[2].lower(), told
            return


def _without_comments(text: str) -> str:
    before = ""
    while before != text:
        before, text = text, _COMMENT.sub(" ", text)
    return text
