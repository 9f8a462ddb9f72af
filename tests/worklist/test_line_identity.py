"""Which matter a line is about."""

from __future__ import annotations

from orgtransfer.worklist import line_identity

HERE, NAMESAKE, GONE = "R1|R2", "R3|R2", "R4|R2"
SEEN = "999999********1111"


def about() -> line_identity.Index:
    """Two pairs of namesakes with one register row, as a worklist shows them."""
    shared = {"王静", SEEN, "医院支部"}
    texts = {
        HERE: frozenset({*shared, "第一支部", "A:a.csv,row5"}),
        NAMESAKE: frozenset({*shared, "第二支部", "A:a.csv,row7"}),
    }
    places = {HERE: "A:a.csv,row5", NAMESAKE: "A:a.csv,row7"}
    proofs = {key: frozenset({SEEN, place}) for key, place in places.items()}
    return line_identity.Index(texts, dict.fromkeys(texts, frozenset({"王静"})), places, proofs)


def test_a_key_of_another_run_is_not_given_up_for_a_namesakes() -> None:
    shown = frozenset({"王静", SEEN, "医院支部", "第二支部", "A:a.csv,row9", "同一人"})
    assert line_identity.bind(GONE, shown, about()) == GONE
    assert line_identity.bind("", shown, about()) == NAMESAKE


def test_a_key_of_another_run_gives_way_to_the_line_of_the_very_places() -> None:
    shown = frozenset({"王静", SEEN, "医院支部", "第二支部", "A:a.csv,row7", "同一人"})
    assert line_identity.bind(GONE, shown, about()) == NAMESAKE
