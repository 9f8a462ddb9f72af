"""Organisations that the rarer rules look for: joint, temporary and twin ones, a moved one."""

from __future__ import annotations

from typing import Final

from tests.samples.forest import NATIONAL, ROSTER, Forest, Node

JOINT: Final = ("j-one", "j-two")
TWINS: Final = (("a036035b0", "a036035y", 4, 1), ("a036039b0", "a036039y", 3, 1))
"""A branch, its twin, how many of its members the twin lists too, and how many others."""


def organisations(forest: Forest) -> None:
    """Lists the branches that `further` fills, and moves one under another superior."""
    root = forest.one(ROSTER, "o-trade")
    for number, key in enumerate(JOINT, start=1):
        core = f"江西省卫生健康行业第{'一二'[number - 1]}联合"
        joint = Node(ROSTER, key, f"中共{core}支部委员会", f"{core}党支部", f"03690{number}",
                     "branch", "joint", parent=root)  # fmt: skip
        joint.tags.update({"special", "BR09" if number == 1 else "BR09_near"})
        forest.add(joint)
    for _known, twin, shared, _others in TWINS:
        above = forest.one(ROSTER, twin[:-1])
        young = Node(ROSTER, twin, f"{above.unit}青年委员会功能型党支部", "", f"{above.code}009",
                     "branch", "functional", parent=above, unit=above.unit)  # fmt: skip
        young.tags.update({"special", "BR17" if shared == 4 else "BR17_near"})
        forest.add(young)
    society = forest.one(ROSTER, "a036002")
    team = Node(ROSTER, "a036002t", "江西省护理学会援外护理队临时党支部", "", "036002901", "branch",
                "temporary", parent=society, unit=society.unit)  # fmt: skip
    team.tags.update({"special", "BR19"})
    forest.add(team)
    forest.one(ROSTER, "a036001t").tags.add("BR19_near")
    forest.one(ROSTER, "a036007b1").tags.add("BR18")
    forest.one(NATIONAL, "u08").tags.update({"BR18_near", "BR20_near"})
    forest.one(NATIONAL, "u05").tags.add("BR21_near")
