"""The shared texts of an old workbook (SST): the fonts of the runs of each. Source: [MS-XLS] 2.5.293.

A text may be split over several records at any place. If it is split within its characters, the next record
begins by stating their width again.
"""

import struct
from collections.abc import Iterator, Sequence

_WIDE, _WITH_PHONETICS, _WITH_RUNS = 0x01, 0x04, 0x08
_RUN = 4


def shared_runs(records: Sequence[bytes]) -> Iterator[tuple[int, ...]]:
    """The fonts of the runs of each shared text, in their order. Most texts have none.

    Raises struct.error or IndexError if the records are damaged.
    """
    if not records:
        return
    reader = _Reader(records)
    _, count = struct.unpack("<II", reader.take(8))
    for _ in range(count):
        length, flags = struct.unpack("<HB", reader.take(3))
        runs = struct.unpack("<H", reader.take(2))[0] if flags & _WITH_RUNS else 0
        phonetics = struct.unpack("<I", reader.take(4))[0] if flags & _WITH_PHONETICS else 0
        reader.skip_characters(length, flags)
        stated = reader.take(runs * _RUN)
        reader.take(phonetics)
        yield tuple(font for _, font in struct.iter_unpack("<HH", stated))


class _Reader:
    """Reads all records as if they were one. Only the characters of a text need ``skip_characters``."""

    def __init__(self, records: Sequence[bytes]) -> None:
        self._records, self._number, self._place = records, 0, 0

    def take(self, count: int) -> bytes:
        """The next bytes, from one or several records."""
        taken = bytearray()
        while len(taken) < count:
            self._go_on()
            piece = self._records[self._number][self._place : self._place + count - len(taken)]
            self._place += len(piece)
            taken += piece
        return bytes(taken)

    def skip_characters(self, count: int, flags: int) -> None:
        """Skip the characters of a text, each one or two bytes wide by the record's flags."""
        while count:
            if self._go_on():
                (flags,) = self.take(1)
            width = 1 + (flags & _WIDE)
            here = min(count, (len(self._records[self._number]) - self._place) // width)
            if not here:
                raise IndexError("half a character")
            self._place += here * width
            count -= here

    def _go_on(self) -> bool:
        """Go to the next record if this one is finished; whether that was so. IndexError after the last."""
        has_begun = False
        while self._place >= len(self._records[self._number]):
            self._number, self._place, has_begun = self._number + 1, 0, True
        return has_begun
