"""A translation: by demand, from a stamped version, checked by an expert who speaks it, and outdated when the source changes."""

from __future__ import annotations

from tests.furnished import on_both
from tests.workflows.decision.record import field, proven
from tests.workflows.producing import published
from tests.workflows.publishing import (
    translated,
)
from tests.world import World

pytestmark = on_both


def test_a_translation_takes_its_whole_way_to_the_public(world: World) -> None:
    product_id = published(world)
    case_id = translated(world, product_id)
    assert world.state(case_id) == "published"
    assert field(world, case_id, "source_hash") == field(world, product_id, "published_hash")
    assert proven(world)
