"""An office (主管部门) at work: the settings of one site together with everything that its runs write.

The home folder holds ``archive/ accepted/ facts/ warehouse.db returned/ bulletins/ dagster/ person.key`` and
more. Opening an office touches nothing. Prepare it before you work with it.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from schemas.assessment.measures import ReportCount
from schemas.documents import DocumentError
from schemas.office.catalogue import Catalogue
from schemas.office.scheme_files import load_scheme, scores_problems
from schemas.office.site import Site, load_site
from schemas.office.unit_names import normalised
from schemas.scheme import Scheme
from warehouse.database.database import default_url, migrate, open_database
from warehouse.facts.engine_names import DUCKDB
from warehouse.facts.store import FactStore
from warehouse.ledger.obligations import is_registered, outdated, register
from warehouse.ledger.obligations_shown import show
from warehouse.persons.known_keys import is_known, recognise
from warehouse.persons.pseudonyms import PersonKey, load_person_key

if TYPE_CHECKING:
    from warehouse.facts.measure_engines import FactSource

DEFAULT_SITE = Path(__file__).parent.parent / "sites" / "sucheng"
DEFAULT_HOME = Path(".kaohe")

Progress = Callable[[str, int, int], None]
"""Is called during long work with what is being done, how many are done, and how many there are."""


def no_progress(stage: str, done: int, total: int) -> None:
    """For runs that nobody watches."""


@dataclass(frozen=True)
class Office:
    """One site with its home folder, inbox and serving database."""

    site: Site
    home: Path
    inbox: Path
    warehouse_url: str
    stated_day: date | None
    """The day that counts as today, whatever the clock says."""
    facts_place: str | None = None
    """A folder or URL for the fact store (``warehouse.facts.places``). None means the home folder."""
    measure_engine: str = DUCKDB
    """The engine that computes measures, by its name (``warehouse.facts.engine_names``)."""
    desk_address: str | None = None
    """Where the desk is reached, without a slash at the end. Nobody has said it if this is None."""
    progress: Progress = field(default=no_progress, compare=False)
    _prepared: set[date] = field(default_factory=set, init=False, compare=False, repr=False)
    _shown: set[date] = field(default_factory=set, init=False, compare=False, repr=False)

    @property
    def as_of(self) -> date:
        """Today in the site's time zone, unless a day was stated. It is computed anew each time, because a
        service may run for weeks.
        """
        return self.stated_day or datetime.now(ZoneInfo(self.site.time_zone)).date()

    @cached_property
    def engine(self) -> Engine:
        """The serving database as it is. Nothing is read or written before it is used. ``prepare`` brings it
        up to date.
        """
        return open_database(self.warehouse_url)

    def prepare(self) -> None:
        """Make the home folder, migrate the database, and register the site's units and its due reports as of
        today.

        Every pass and every command that records something begins with it. What is done already is not done
        again, and a second call on the same day does not even check. Raises DatabaseTooNew.
        """
        today = self.as_of
        if today not in self._prepared:
            self._make_ready()
            with self.engine.connect() as connection:
                registered = is_registered(connection, self.site, today)
            if not registered:
                with self.engine.begin() as connection:
                    register(connection, self.site, today)
            self._prepared.add(today)

    def prepare_to_read(self) -> None:
        """Make the home folder, migrate the database, and let its engine show the units and due reports as of
        today. Nothing about today is stored, whatever day was stated. Raises DatabaseTooNew.
        """
        today = self.as_of
        if today not in self._prepared | self._shown:
            self._make_ready()
            with self.engine.connect() as connection:
                wanted = dict(outdated(connection, self.site, today))
            if wanted:
                show(self.engine, self.site.id, wanted)
            self._shown.clear()
            self._shown.add(today)

    def _make_ready(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        migrate(self.warehouse_url, self.site.id, self.forms)
        if self._shown:  # the engine shows another day
            self.__dict__.pop("engine").dispose()

    @cached_property
    def store(self) -> FactStore:
        """The fact store: in the home folder, unless another place is named."""
        return FactStore(self.facts_place or self.home)

    @cached_property
    def facts(self) -> "FactSource":
        """The site's facts, from which measures are computed."""
        # Ibis takes a second to import, and most commands compute nothing.
        from warehouse.facts.choosing_engine import engine_named
        from warehouse.facts.measure_engines import FactSource

        return FactSource(self.store, (self.site.id,), engine_named(self.measure_engine))

    @cached_property
    def person_key(self) -> PersonKey:
        """The key of the persons' pseudonyms, made on first use. PersonKeyError if another key made the
        pseudonyms of the ledger.
        """
        key = load_person_key(self.home)
        with self.engine.connect() as connection:
            known = is_known(connection, self.site.id, key)
        if not known:
            with self.engine.begin() as connection:
                recognise(connection, self.site.id, key)
        return key

    def forget_person_key(self) -> None:
        """Read the key again when it is needed next. It may have been changed meanwhile."""
        self.__dict__.pop("person_key", None)

    @cached_property
    def schemes(self) -> tuple[Scheme, ...]:
        """The site's assessment schemes. Raises DocumentError if one is faulty."""
        site = self.site
        found = {
            path: load_scheme(path, self.forms, site.registry, site.collects, site.periods.years)
            for path in site.scheme_paths
        }
        if problems := scores_problems(found):
            raise DocumentError.listing(problems)
        return tuple(found.values())

    @property
    def forms(self) -> Catalogue:
        """All forms that the office takes. Their rules are set as the office wants them."""
        return self.site.forms

    @cached_property
    def known_indicators(self) -> frozenset[tuple[str, str]]:
        """(scheme id, indicator code) of every indicator, for the forms that name them."""
        return frozenset((scheme.id, code) for scheme in self.schemes for code in scheme.indicators)

    @cached_property
    def scheme_titles(self) -> dict[str, str]:
        """Scheme ids by title, for people who write titles. Titles of several schemes name none."""
        titles = [normalised(scheme.title) for scheme in self.schemes]
        return {
            title: scheme.id
            for title, scheme in zip(titles, self.schemes, strict=True)
            if titles.count(title) == 1
        }

    @property
    def base_years(self) -> tuple[int, ...]:
        """The years that its schemes compare with, besides last year."""
        return tuple(sorted({year for scheme in self.schemes for year in scheme.base_years}))

    @property
    def counts_reports(self) -> bool:
        """Whether a scheme counts late, missing or returned reports."""
        measures = (measure for scheme in self.schemes for measure in scheme.measures.values())
        return any(isinstance(measure, ReportCount) for measure in measures)

    @property
    def known_periods(self) -> tuple[str, ...]:
        """The periods for which reports are taken: from the beginning of the site's history to its last
        period. If it has no last period, to the current month.
        """
        return self.site.known_periods(self.as_of)

    @property
    def newest_period(self) -> str:
        """The newest of the known periods that has begun. A site may be set up to the end of a year that is
        not over.
        """
        begun = [period for period in self.known_periods if period <= f"{self.as_of:%Y-%m}"]
        return begun[-1] if begun else self.known_periods[0]

    @property
    def archive(self) -> Path:
        """Where every file ever received lies, by its SHA-256."""
        return self.home / "archive"


def open_office(
    site: Path | None = None,
    home: Path | None = None,
    inbox: Path | None = None,
    warehouse_url: str | None = None,
    as_of: date | None = None,
    progress: Progress = no_progress,
) -> Office:
    """The office that the arguments name. Otherwise KAOHE_SITE, KAOHE_HOME, KAOHE_INBOX, KAOHE_WAREHOUSE and
    KAOHE_AS_OF name it, otherwise the defaults.

    KAOHE_DESK says where the desk is reached, otherwise the first of its ``hosts`` in the site's settings.
    KAOHE_FACTS and KAOHE_MEASURES override ``facts`` and ``measures`` of the site's settings. The defaults
    are the home folder and DuckDB. "Today" is the first of these that is given: the argument, KAOHE_AS_OF,
    the site's own ``as_of`` (as in the samples of past years), the clock. Raises
    ``schemas.documents.DocumentError`` if the site's files are faulty.
    """
    environment = os.environ
    opened = load_site(Path(site or environment.get("KAOHE_SITE") or DEFAULT_SITE))
    folder = Path(home or environment.get("KAOHE_HOME") or DEFAULT_HOME).absolute()
    stated = environment.get("KAOHE_AS_OF")
    return Office(
        site=opened,
        home=folder,
        inbox=Path(inbox or environment.get("KAOHE_INBOX") or opened.inbox),
        warehouse_url=warehouse_url or environment.get("KAOHE_WAREHOUSE") or default_url(folder),
        facts_place=environment.get("KAOHE_FACTS") or opened.facts,
        measure_engine=environment.get("KAOHE_MEASURES") or opened.measures or DUCKDB,
        desk_address=environment.get("KAOHE_DESK") or opened.desk.address,
        stated_day=as_of or (date.fromisoformat(stated) if stated else None) or opened.as_of,
        progress=progress,
    )
