"""The keys of a site's assets in Dagster. If a site has an instance to itself, the keys stand alone. If
several sites share an instance, the keys begin with the site's name.

Dagster knows an asset by its key alone, whichever code location defines it. With equal keys, a unit's green
dot at one site would also be the dot of the unit with that name at another site.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import dagster as dg


@dataclass(frozen=True)
class Namespace:
    """What stands before the keys of a site's assets: ``site``, or nothing if it is empty."""

    site: str = ""

    def key(self, key: dg.AssetKey) -> dg.AssetKey:
        """The key by which Dagster knows an asset, made from the key that its stage gives it."""
        return dg.AssetKey([self.site, *key.path]) if self.site else key

    def assets(self, assets: Sequence[dg.AssetsDefinition]) -> list[dg.AssetsDefinition]:
        """The same assets, with their dependencies and checks, under the keys by which Dagster knows them."""
        if not self.site:
            return list(assets)
        renamed = {key: self.key(key) for each in assets for key in each.keys}
        return [each.with_attributes(asset_key_replacements=renamed) for each in assets]
