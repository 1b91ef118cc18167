"""The grammar of the language of an office's rules. It stands apart because its library takes long to import,
and most offices have no rules of their own.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pyparsing as pp

from schemas.own_forms.expressions import (
    Among,
    Arithmetic,
    Comparison,
    Either,
    Every,
    IsFilled,
    Literal,
    Name,
    Negative,
    Not,
    NotUnderstood,
    Quoted,
    Size,
    SumOf,
    Test,
    Value,
)

LONGEST = 500
"""The most characters of an expression. This also limits the depth of its brackets."""


def parse(text: str) -> Test:
    """The tree of an expression. NotUnderstood if it is not one."""
    written = str(text).strip()
    if len(written) > LONGEST:
        raise NotUnderstood(f"式子太长（{len(written)}个字符），请拆成几条规则")
    try:
        return _grammar().parse_string(written, parse_all=True)[0]
    except (pp.ParseBaseException, RecursionError) as error:
        place = getattr(error, "loc", 0)
        raise NotUnderstood(_sentence(written, place)) from None


_KEYWORDS = "and or not is in filled empty sum count"


@cache
def _grammar() -> pp.ParserElement:
    pp.ParserElement.enable_packrat()
    value = _values()
    test = pp.Forward()
    comparison = value + pp.OneOrMore(pp.one_of("<= < >= > == !=") + value)
    option = _number() | _quoted()
    among = value + _word("in") + _between("[", pp.DelimitedList(option), "]")
    filled = value + _word("is") + (pp.Keyword("filled") | pp.Keyword("empty"))
    one = (
        _made(comparison, _comparisons)
        | _made(among, lambda found: Among(found[0], tuple(found[1:])))
        | _made(filled, lambda found: IsFilled(found[0], found[1] == "filled"))
        | _between("(", test, ")")
    )
    negated = pp.Forward()
    negated <<= _made(_word("not") + negated, lambda found: Not(found[0])) | one
    both = _joined(negated, "and", Every)
    test <<= _joined(both, "or", Either)
    return test


def _values() -> pp.ParserElement:
    value = pp.Forward()
    name = ~pp.one_of(_KEYWORDS, as_keyword=True) + pp.Regex(r"[A-Za-z_]\w*")
    total = pp.Suppress(pp.Keyword("sum")) + _between("(", name, ")")
    size = pp.Keyword("count") + _between("(", pp.Empty(), ")")
    one = pp.Forward()
    one <<= (
        _number()
        | _quoted()
        | _made(total, lambda found: SumOf(found[0]))
        | _made(size, lambda _: Size())
        | _made(name, lambda found: Name(found[0]))
        | _made(pp.Suppress("-") + one, lambda found: Negative(found[0]))
        | _between("(", value, ")")
    )
    product = _left_to_right(one, "* /")
    value <<= _left_to_right(product, "+ -")
    return value


def _number() -> pp.ParserElement:
    return _made(pp.Regex(r"\d+(?:\.\d+)?(?![\w.])"), lambda found: Literal(float(found[0])))


def _quoted() -> pp.ParserElement:
    return _made(pp.Regex(r'"([^"\n]*)"'), lambda found: Quoted(found[0][1:-1]))


def _word(word: str) -> pp.ParserElement:
    return pp.Suppress(pp.Keyword(word))


def _between(opening: str, inner: pp.ParserElement, closing: str) -> pp.ParserElement:
    return pp.Suppress(opening) + inner + pp.Suppress(closing)


def _made(expression: pp.ParserElement, make: Callable[[Any], Any]) -> pp.ParserElement:
    return expression.copy().add_parse_action(lambda found: [make(found)])


def _joined(one: pp.ParserElement, word: str, kind: type[Every] | type[Either]) -> pp.ParserElement:
    several = one + pp.ZeroOrMore(_word(word) + one)
    return _made(several, lambda found: found[0] if len(found) == 1 else kind(tuple(found)))


def _left_to_right(one: pp.ParserElement, operators: str) -> pp.ParserElement:
    def make(found: pp.ParseResults) -> Value:
        made = found[0]
        for operator, right in zip(found[1::2], found[2::2], strict=True):
            made = Arithmetic(operator, made, right)
        return made

    return _made(one + pp.ZeroOrMore(pp.one_of(operators) + one), make)


def _comparisons(found: pp.ParseResults) -> Test:
    """The comparisons in a chain: ``0 < a <= b`` is two of them."""
    pairs = zip(found[0::2], found[1::2], found[2::2], strict=False)
    made = [Comparison(operator, left, right) for left, operator, right in pairs]
    return made[0] if len(made) == 1 else Every(tuple(made))


# ---------------------------------------------------------------- what is not understood

_ADVICE = (
    (re.compile("[“”‘’]|'"), '文字请用英文双引号，例如 "残疾"'),
    (re.compile("[（），＜＞＝！【】＋－＊／]"), "请用英文（半角）的括号和符号"),
    (re.compile("≤|≥|≠|<>|=<|=>"), "请写成 <=、>=、!="),
    (re.compile("×|÷"), "请写成 *、/"),
    (re.compile("&|\\||且|或|非"), "请写成 and、or、not"),
    (re.compile("%"), "百分数请写成小数，例如 20% 写成 0.2"),
    (re.compile(r"(?<![<>=!])=(?!=)"), "相等请写两个等号 =="),
    (re.compile("not +in"), "请写成 not 列名 in [...]"),
    (re.compile(r"\bis\b"), "is 后面只能写 filled（已填）或 empty（未填）"),
    (re.compile("[\u4e00-\u9fff]"), "栏目请写列名，文字请加英文双引号"),
)


def _sentence(written: str, place: int) -> str:
    outside = re.sub(r'"[^"\n]*"', lambda found: '"' + " " * (len(found[0]) - 2) + '"', written)
    advice = next(
        (said for pattern, said in _ADVICE if pattern.search(outside)), "请对照表样说明里的写法改正"
    )
    at = written[place : place + 12] or "结尾"
    return f"式子“{written}”从“{at}”起读不懂，{advice}"
