"""What an office decides about its desk (报送平台)."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from schemas.documents import Strict


def _host(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?", name):
        raise ValueError(f"“{name}”不是域名，请写成 kaohe.example.gov.cn 的样式，不带 https:// 和端口")
    return name.lower()


class DeskSettings(Strict):
    """The settings ``desk`` of ``site.yaml``.

    ``scores``: from when on a unit sees its own scores: never, once the bulletin is on notice (公示), or once
    it is issued (印发). ``hosts``: the names under which a proxy with TLS serves the desk. Without names it
    is reached on its own machine only. ``attachment_megabytes``: how large a file of evidence (佐证材料) may
    be; no file at the desk may be larger than 50 MB.
    """

    scores: Literal["never", "notice", "issued"] = "never"
    hosts: tuple[Annotated[str, AfterValidator(_host)], ...] = ()
    attachment_megabytes: Annotated[int, Field(ge=1, le=50)] = 20
