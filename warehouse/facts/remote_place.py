"""A fact store at a URL that fsspec reaches."""

from functools import cached_property

import fsspec
import pyarrow as pa
from fsspec.core import url_to_fs

from warehouse.facts.places import FactPlace, FactPlaceError, write_parquet

PROTOCOLS = frozenset(fsspec.available_protocols())
"""The beginnings of URLs that fsspec knows."""


class RemotePlace(FactPlace):
    """A place that fsspec reaches by a URL."""

    def __init__(self, url: str) -> None:
        """The place is not reached before the first use."""
        self._url = url

    @cached_property
    def _found(self) -> tuple[fsspec.AbstractFileSystem, str]:
        try:
            # Other machines write to the same place, so listings are not cached.
            return url_to_fs(self._url, use_listings_cache=False)
        except ImportError as error:
            raise FactPlaceError(
                "事实库的存储方式还缺少组件，请联系运维人员安装（S3 兼容存储需要 s3fs）"
            ) from error

    @property
    def filesystem(self) -> fsspec.AbstractFileSystem:
        """The fsspec file system of the URL."""
        return self._found[0]

    def _path(self, name: str) -> str:
        return f"{self._found[1].rstrip('/')}/{name}"

    def location(self, name: str) -> str:
        """The URL of the file."""
        return self.filesystem.unstrip_protocol(self._path(name))

    def exists(self, name: str) -> bool:
        """Whether the place lists such a file."""
        return self.filesystem.isfile(self._path(name))

    def source(self, name: str) -> pa.BufferReader:
        """The content, read in one GET. So it is one version, even if the file is replaced meanwhile."""
        return pa.BufferReader(self.filesystem.cat_file(self._path(name)))

    def put(self, name: str, table: pa.Table) -> None:
        """The store keeps the file when this returns."""
        content = pa.BufferOutputStream()
        write_parquet(table, content)
        self.filesystem.pipe_file(self._path(name), content.getvalue().to_pybytes())

    def names(self, pattern: str) -> list[str]:
        """The names of the files. The place shows no file before it is complete."""
        top = self._path("")
        return sorted(path.removeprefix(top) for path in self.filesystem.glob(self._path(pattern)))

    def remove_incomplete(self, unchanged_for: float) -> None:
        """There is nothing to remove: a file that was not sent to its end does not exist."""
