"""The folders of a deployment: one with a folder for each site, and a home with everything that the runs
write.

KAOHE_SITES and KAOHE_HOME name these two, with the same paths on every machine. A site's home is
``<home>/sites/<name>``. No variable names a single site: a Celery worker runs all sites, one after the other.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from warehouse.office import DEFAULT_HOME, Office, no_progress, open_office

SITE_FILE = "site.yaml"
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""What a site's folder may be called: the name is part of asset keys, database names and addresses."""
PLACE_OF_SITE = "{site}"
"""In KAOHE_WAREHOUSE this stands for the site's name. So every site has a database of its own."""
OF_ONE_OFFICE = ("KAOHE_SITE", "KAOHE_INBOX")
"""Settings that name one office. With them all sites would take each other's files."""


class SitesError(Exception):
    """A deployment that cannot work as it is set up. The message says in Chinese what to correct."""


def sites_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder of the sites. SitesError if no variable names it, or if the environment also names a single
    office.
    """
    if named := [name for name in OF_ONE_OFFICE if environment.get(name)]:
        raise SitesError(f"多个单位一起运行时不能设置 {'、'.join(named)}，请删去后再运行")
    folder = environment.get("KAOHE_SITES")
    if not folder:
        raise SitesError("没有指定各单位的文件夹，请设置 KAOHE_SITES，或用 --sites 指定")
    return Path(folder).absolute()


def site_names(folder: Path) -> tuple[str, ...]:
    """The names of the sites in a folder: its subfolders that hold a ``site.yaml``. SitesError if there are
    none, or if a name is not allowed.
    """
    names = sorted(path.parent.name for path in folder.glob(f"*/{SITE_FILE}"))
    if not names:
        raise SitesError(f"文件夹“{folder}”里没有单位，每个单位一个文件夹，其中有 {SITE_FILE}")
    if unfit := [name for name in names if not NAME.fullmatch(name)]:
        raise SitesError(
            f"单位文件夹的名称“{'”、“'.join(unfit)}”不合用，请只用小写字母、数字和下划线，以字母开头，不超过 40 个字符"
        )
    return tuple(names)


def open_site(name: str, environment: Mapping[str, str] = os.environ) -> Office:
    """One site with its own home, inbox and database.

    SitesError if there is no such site; ``schemas.documents.DocumentError`` if its files are faulty.
    """
    folder = sites_folder(environment) / name
    if not NAME.fullmatch(name) or not (folder / SITE_FILE).is_file():
        raise SitesError(f"没有单位“{name}”：{folder} 里没有 {SITE_FILE}")
    home = Path(environment.get("KAOHE_HOME") or DEFAULT_HOME).absolute()
    url = environment.get("KAOHE_WAREHOUSE")
    return open_office(
        site=folder,
        home=home / "sites" / name,
        warehouse_url=url.replace(PLACE_OF_SITE, name) if url else None,
        progress=no_progress,
    )
