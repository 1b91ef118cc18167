"""The keys of a site's assets in Dagster: bare where the site has an instance to itself, behind its name
where several share one.

Dagster knows an asset by its key alone, whatever code location defines it: with equal keys a unit's green dot
at one site would be the dot of another site's unit of that name.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import dagster as dg


@dataclass(frozen=True)
class Namespace:
    """What stands before the keys of a site's assets: ``site``, or nothing if it is empty."""

    site: str = ""

    def key(self, key: dg.AssetKey) -> dg.AssetKey:
        """The key by which Dagster knows an asset, from the key that its stage gives it."""
        return dg.AssetKey([self.site, *key.path]) if self.site else key

    def assets(self, assets: Sequence[dg.AssetsDefinition]) -> list[dg.AssetsDefinition]:
        """The same assets, their dependencies and checks too, under the keys by which Dagster is to know
        them.
        """
        if not self.site:
            return list(assets)
        renamed = {key: self.key(key) for each in assets for key in each.keys}
        return [each.with_attributes(asset_key_replacements=renamed) for each in assets]
