from __future__ import annotations

import pytest

from tests.benchmarks import bench_branches
from tests.benchmarks.world_branches import build


@pytest.mark.parametrize(
    ("roster", "register", "seed"),
    [
        pytest.param(200, 2_000, 1, id="small"),
        pytest.param(600, 14_000, 1, marks=pytest.mark.slow, id="a province"),
        pytest.param(600, 14_000, 2, marks=pytest.mark.slow, id="another"),
    ],
)
def test_branches_of_a_large_world_are_linked_without_error(
    roster: int, register: int, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    result = bench_branches.run(build(roster=roster, register=register, seed=seed))
    with capsys.disabled():
        print(f"\nbranch links, {roster} x {register}: {result.figures}")
    assert result.figures.precision >= 0.999, result.wrong
    assert result.figures.recall >= 0.99, result.missed
    assert result.candidates <= roster / 20
