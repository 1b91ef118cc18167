"""Makes a deployment ready for its workers: every site's home and database, the instance's settings,
Dagster's own tables.

It runs once before the services start, and again after a site was added or the programs were changed. Running
it again changes nothing that is ready.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from pipelines.sites.folders import SitesError, open_site
from pipelines.sites.instance import write_instance
from schemas.documents import DocumentError
from warehouse.office import Office


@dataclass(frozen=True)
class Readiness:
    """Whether a site can be run. ``problem`` says in Chinese why not; it is empty if it can."""

    site: str
    problem: str = ""


def prepare_sites(names: tuple[str, ...]) -> list[Readiness]:
    """Open every site, make its home and bring its database up to date. A faulty site does not hold up the
    others.
    """
    offices: dict[str, Office] = {}
    problems: dict[str, str] = {}
    for name in names:
        try:
            offices[name] = _prepared(name)
        except (DocumentError, SitesError) as error:
            problems[name] = f"设置有误：{error}"
        except (SQLAlchemyError, OSError) as error:
            problems[name] = f"数据库或文件夹不能使用：{str(error).splitlines()[0]}"
    shared = {
        identity
        for identity, count in Counter(office.site.id for office in offices.values()).items()
        if count > 1
    }
    for name, office in offices.items():
        if office.site.id in shared:
            problems[name] = f"site.yaml 中的 id“{office.site.id}”与另一单位相同，请改成各不相同的"
    return [Readiness(name, problems.get(name, "")) for name in names]


def _prepared(name: str) -> Office:
    office = open_site(name)
    _ = office.schemes
    office.prepare()
    if not office.inbox.is_dir():
        raise SitesError(f"收件箱文件夹“{office.inbox}”不存在，请新建它")
    return office


def prepare_dagster(folder: Path, names: tuple[str, ...], slots: int) -> None:
    """Write the instance's settings into DAGSTER_HOME. Make or upgrade its tables now, before several
    processes would do so at once.
    """
    import dagster as dg

    write_instance(folder, names, slots)
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        instance.upgrade()
