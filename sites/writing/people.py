"""Test people and made-up enterprises. County code 321399 is not assigned, so that no number belongs to
anybody.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta

COUNTY = "321399"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建文辉玲斌红梅兰云飞龙凤雪晶倩颖浩宇轩子涵欣怡俊峰志远思雨佳琪"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Person:
    """A test person."""

    name: str
    resident_id: str
    sex: str
    phone: str


class Population:
    """Makes test people one after another, no two with the same number."""

    def __init__(self, seed: str):
        self._random = random.Random(seed)
        self._known: set[str] = set()

    def name(self) -> str:
        given = "".join(self._random.sample(GIVEN, self._random.choice((1, 2, 2))))
        return self._random.choice(SURNAMES) + given

    def person(self, born_from: date, born_to: date) -> Person:
        born = born_from + timedelta(days=self._random.randrange((born_to - born_from).days + 1))
        while True:
            sequence = self._random.randrange(1, 999)
            number = resident_id(born, sequence)
            if number not in self._known:
                self._known.add(number)
                phone = f"1990000{self._random.randrange(10_000):04}"
                return Person(self.name(), number, "男" if sequence % 2 else "女", phone)


def resident_id(born: date, sequence: int) -> str:
    """A number of county 321399 with the right check character (GB 11643-1999)."""
    first = f"{COUNTY}{born:%Y%m%d}{sequence:03}"
    remainder = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, first, strict=True)) % 11
    return first + "10X98765432"[remainder]


def with_wrong_check(number: str) -> str:
    """The same number with a check character that is not its own, as after a slip of the pen."""
    return number[:17] + ("3" if number[17] != "3" else "7")


def credit_code(sequence: int) -> str:
    """A unified social credit code that passes GB 32100-2015; its division is the unassigned county as
    well.
    """
    first = f"91{COUNTY}MA{sequence:07}"
    total = sum(CODE_ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(first))
    return first + CODE_ALPHABET[(31 - total % 31) % 31]
