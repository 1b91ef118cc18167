"""The notice period (公示) of a draft, and what a bulletin says about it."""

from collections import Counter

import pandas as pd
from sqlalchemy import Connection

from assets.bulletins.wording import day_words
from schemas.scheme import Scheme
from warehouse.office import Office
from warehouse.results import bulletins
from warehouse.results.bulletins import Notice
from warehouse.results.objections import OUTCOMES, objections


def notice_sentence(connection: Connection, office: Office, scheme: Scheme, period: str) -> str:
    """The sentences in a draft: whether it is on notice, until when, where to send objections, and what has
    become of them so far.
    """
    notice = bulletins.notice(connection, office.site.id, scheme.id, period)
    raised = objections(connection, office.site.id, scheme.id, period)
    so_far = "" if raised.empty else f"目前{_objection_words(raised)}。"
    if notice is None:
        unnoticed = "本稿为草稿，尚未公示，数据以印发稿为准。" if office.site.bulletins.notice_days else ""
        return unnoticed + so_far
    signer = office.site.bulletins.issuer or office.site.name
    over = "公示期已满。" if office.as_of > notice.ends_on else ""
    return f"本稿于{notice_words(notice)}公示。{over}被考核单位对数据有异议的，请在公示期内向{signer}书面提出，写明指标、自报数据和依据。{so_far}"


def notice_words(notice: Notice) -> str:
    """2024年1月10日至2024年1月17日."""
    return f"{day_words(notice.started_on)}至{day_words(notice.ends_on)}"


def issue_sentence(
    connection: Connection,
    office: Office,
    scheme: Scheme,
    period: str,
    figures_sha256: str,
    without_notice: str | None,
) -> str:
    """The sentence in an issued bulletin: when it was on notice, what became of the objections, and why it
    was issued early, if it was.
    """
    notice = bulletins.notice(connection, office.site.id, scheme.id, period)
    raised = objections(connection, office.site.id, scheme.id, period)
    parts = []
    if notice is None and not raised.empty:
        parts.append(f"对本期考核结果{_objection_words(raised)}")
    if notice is not None:
        parts.append(f"本期考核结果于{notice_words(notice)}公示，{_objection_words(raised)}")
        if notice.figures_sha256 != figures_sha256:
            parts.append("公示后按异议办理结果和更正报表更正了部分数据")
    if without_notice:
        parts.append(f"本期提前印发，理由：{without_notice.rstrip('。')}")
    return "".join(f"{part}。" for part in parts)


def _objection_words(raised: pd.DataFrame) -> str:
    """How many objections were raised and how they ended, then the objections that went to the second
    level.
    """
    if raised.empty:
        return "没有收到异议"
    first, reviews = raised[raised["review_of"].isna()], raised[raised["review_of"].notna()]
    asked = "" if reviews.empty else f"；{_counted(reviews, '申请复核')}"
    return _counted(first, "收到异议") + asked


def _counted(raised: pd.DataFrame, what: str) -> str:
    closed = Counter(raised["outcome"].dropna())
    outcomes = "、".join(f"{outcome}{closed[outcome]}件" for outcome in OUTCOMES if closed[outcome])
    still_open = f"，未办结{len(raised) - closed.total()}件" if closed.total() < len(raised) else ""
    return (
        f"{what}{len(raised)}件，已办结{closed.total()}件"
        + (f"（{outcomes}）" if outcomes else "")
        + still_open
    )
