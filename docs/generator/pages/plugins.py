"""Every entry point group, and what it holds already."""

from collections.abc import Mapping

from page import Page, code, codes, section, sections

from imperium.images.engine import engines as image_engines
from imperium.intelligences.marketing.channel import channels
from imperium.models import provider, strategy
from imperium.platform import capability
from imperium.scene.arrangement import arrangements
from imperium.scene.camera_rule import camera_rules
from imperium.scene.maker import makers
from imperium.scene.material import materials
from imperium.scene.rig import rigs
from imperium.scene.style import styles
from imperium.videos.engine import engines as video_engines

CONTRACTS: Mapping[str, tuple[str, Mapping[str, object]]] = {
    provider.ENTRY_POINT_GROUP: ("imperium.models.provider.Provider", provider.providers()),
    strategy.ENTRY_POINT_GROUP: ("imperium.models.strategy.Strategy", strategy.strategies()),
    "imperium.images.engines": ("imperium.images.engine.ImageEngine", image_engines()),
    "imperium.videos.engines": ("imperium.videos.engine.VideoEngine", video_engines()),
    "imperium.channels": ("imperium.intelligences.marketing.channel.Channel", channels()),
    "imperium.scene.makers": ("imperium.scene.maker.Maker", makers()),
    "imperium.scene.materials": ("imperium.scene.material.Material", materials()),
    "imperium.scene.rigs": ("imperium.scene.rig.LightRig", rigs()),
    "imperium.scene.cameras": ("imperium.scene.camera_rule.CameraRule", camera_rules()),
    "imperium.scene.styles": ("imperium.scene.style.Style", styles()),
    "imperium.scene.arrangements": ("imperium.scene.arrangement.Arrangement", arrangements()),
}


def body() -> str:
    first = section(
        code(capability.ENTRY_POINT_GROUP),
        "An entry point leads to an instance of `imperium.platform.capability.Capability`. There: see "
        "[capabilities](capabilities.md).",
    )
    return sections([first, *(_group(group, *held) for group, held in CONTRACTS.items())])


def _group(group: str, contract: str, kinds: Mapping[str, object]) -> str:
    return section(code(group), f"An entry point leads to an instance of `{contract}`.", f"There: {codes(kinds)}.")


PAGE = Page(
    title="Plug-ins",
    about="the entry point groups, what each leads to, and what is there already.",
    intro=(
        "A package adds to any of these by declaring an entry point whose name is the key; see "
        "[writing a plug-in](../guide/writing-a-plugin.md)."
    ),
    body=body,
)
