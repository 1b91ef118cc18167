"""What somebody asks for by name: a scheme, and its periods, units and indicators. If something is not there,
one sentence says so.
"""

from assets.indicators.office_indicators import assesses, is_assessed
from schemas.assessment.assessed import AssessedUnit, assessed_units
from schemas.documents import suggestion
from schemas.periods import period_end
from schemas.scheme import Scheme
from warehouse.office import Office
from warehouse.results.sources import newest_scored


class NotAssessed(ValueError):
    """Something that was asked for is not there. The message is one Chinese sentence; it says what is not
    there and what there is.
    """


def scheme_of(office: Office, scheme_id: str) -> Scheme:
    """The scheme with that id or title. NotAssessed if there is none."""
    for scheme in office.schemes:
        if scheme_id in (scheme.id, scheme.title):
            return scheme
    ids = [scheme.id for scheme in office.schemes]
    raise NotAssessed(
        f"没有方案“{scheme_id}”" + suggestion(scheme_id, ids, f"可选的方案：{'、'.join(ids) or '无'}")
    )


def assessed_period(office: Office, scheme: Scheme, period: str | None) -> str:
    """The period, after checking that the scheme assesses it. For None, the newest period whose scores are
    stored. NotAssessed if there is no such period.
    """
    if period is None:
        return _newest_period(office, scheme)
    if assesses(office, scheme, period) and not is_assessed(office, scheme, period):
        raise NotAssessed(f"{period} 还没有结束，到时候才考核；已报来的先收着")
    if not is_assessed(office, scheme, period):
        first = max(f"{scheme.year}-01", office.site.periods.first)
        raise NotAssessed(f"方案 {scheme.id} 不考核 {period}，请选 {first} 到 {scheme.year}-12 之间的月份")
    return period


def _newest_period(office: Office, scheme: Scheme) -> str:
    with office.engine.connect() as connection:
        newest = newest_scored(connection, office.site.id, scheme.id)
    if newest is None:
        raise NotAssessed(f"方案 {scheme.id} 还没有考核过任何月份，请先运行 kaohe run")
    return newest


def assessed_unit(office: Office, scheme: Scheme, text: str, period: str) -> AssessedUnit:
    """The assessed unit that a name or a code means in that period."""
    registry, day = office.site.registry, period_end(period)
    assessed = {unit.code: unit for unit in assessed_units(scheme, registry, period)}
    named = registry.resolve(
        text, on=day, kinds=scheme.assessed.kinds, under=scheme.assessed.under
    ) or registry.resolve(text, on=day)
    if named is None:
        names = [unit.name for unit in assessed.values()]
        raise NotAssessed(
            f"单位表里没有“{text}”" + suggestion(text, names, f"本方案的被考核单位：{_few(names)}")
        )
    if named.code not in assessed:
        kinds = "、".join(registry.kinds[kind] for kind in scheme.assessed.kinds)
        raise NotAssessed(
            f"方案 {scheme.id} 考核的是{kinds}，不考核{named.name}，可选：{_few([unit.name for unit in assessed.values()])}"
        )
    return assessed[named.code]


def indicator_of(scheme: Scheme, code: str, unit: AssessedUnit) -> str:
    """The code of the indicator that a code or a name means. The unit must be assessed by it."""
    codes = [each for each, indicator in scheme.indicators.items() if indicator.is_for(unit.kind)]
    found = next((each for each in codes if code in (each, scheme.indicators[each].name)), None)
    if found is None:
        raise NotAssessed(f"方案 {scheme.id} 没有考核{unit.name}的指标“{code}”，可选：{'、'.join(codes)}")
    return found


def _few(names: list[str], most: int = 20) -> str:
    return "、".join(names[:most]) + (f" 等{len(names)}个" if len(names) > most else "")
