"""Addresses on the web to which something is posted. Whoever knows one can post there, so none is ever
shown.
"""

import string
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator, SecretStr


def web_address(address: object) -> object:
    """The address, if something can be posted to it. Otherwise ValueError; its sentence leaves out the
    address, which is a secret.
    """
    try:
        parts = (
            urlsplit(address)
            if isinstance(address, str) and address.isascii() and not set(address) & set(string.whitespace)
            else None
        )
        good = parts and parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
    except ValueError:
        good = False
    if not good:
        raise ValueError(
            "群机器人的地址不对，请从群设置里复制完整的 Webhook 地址，以 https:// 开头，中间没有空格"
        ) from None
    return address


WebAddress = Annotated[SecretStr, BeforeValidator(web_address)]
