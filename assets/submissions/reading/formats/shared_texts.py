"""The shared texts of an old workbook (SST): which fonts the runs of each have. Source: [MS-XLS] 2.5.293.

A text may be split over records anywhere; where its characters are, the next record says anew how wide they
are.
"""

import struct
from collections.abc import Iterator, Sequence

_WIDE, _WITH_PHONETICS, _WITH_RUNS = 0x01, 0x04, 0x08
_RUN = 4


def shared_runs(records: Sequence[bytes]) -> Iterator[tuple[int, ...]]:
    """The fonts of the runs of each shared text, in their order; none for most.

    struct.error or IndexError where the records are not as they should be.
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
    """The records one after the other as if they were one, but for the characters of a text."""

    def __init__(self, records: Sequence[bytes]) -> None:
        self._records, self._number, self._place = records, 0, 0

    def take(self, count: int) -> bytes:
        """The next bytes, from as many records as it takes."""
        taken = bytearray()
        while len(taken) < count:
            self._go_on()
            piece = self._records[self._number][self._place : self._place + count - len(taken)]
            self._place += len(piece)
            taken += piece
        return bytes(taken)

    def skip_characters(self, count: int, flags: int) -> None:
        """Pass over the characters of a text."""
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
        """Whether the next record had to be begun. IndexError after the last."""
        has_begun = False
        while self._place >= len(self._records[self._number]):
            self._number, self._place, has_begun = self._number + 1, 0, True
        return has_begun
