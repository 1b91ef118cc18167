"""From a setting to the place of the fact store: a folder, or a URL."""

from pathlib import Path
from urllib.parse import urlsplit

from warehouse.facts.places import FactPlace, FactPlaceError, LocalPlace


def fact_place(place: Path | str) -> FactPlace:
    """The place that a folder or a URL names. FactPlaceError if the URL cannot be used."""
    if isinstance(place, Path) or "://" not in place:
        return LocalPlace(Path(place).absolute())
    parts = urlsplit(place)
    if parts.username or parts.password or parts.query:
        raise FactPlaceError(
            "事实库的地址里不能写用户名、密码或密钥，请放进环境变量（例如 AWS_ACCESS_KEY_ID）"
        )
    if parts.scheme == "file":
        return LocalPlace(Path(parts.path))
    from warehouse.facts.remote_place import PROTOCOLS, RemotePlace  # Most offices do not need it.

    if parts.scheme not in PROTOCOLS:
        raise FactPlaceError(
            f"不认识事实库的存储方式“{parts.scheme}”，请写文件夹，或 s3://桶/目录 这样的地址"
        )
    return RemotePlace(place)
