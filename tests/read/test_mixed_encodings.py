"""A list glued together of two encodings: read line by line, or refused with the line's number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgtransfer.errors import InputError
from orgtransfer.read.encoding import decode

HEADER = "姓名,所在党支部,人员类别"
PEOPLE = (
    "王芳,内科党支部,正式党员",
    "李小红,外科党支部,预备党员",
    "欧阳建国,机关第一党支部,正式党员",
    "刘洋,,正式党员",
)


def glued(lines: list[str], chosen: list[bool], end: str = "\n") -> bytes:
    """The lines, those chosen in GB18030 and the others in UTF-8."""
    return end.encode().join(
        line.encode("gb18030" if gb else "utf-8") for line, gb in zip(lines, chosen, strict=True)
    )


@given(
    st.lists(st.tuples(st.sampled_from(PEOPLE), st.booleans()), min_size=2, max_size=20),
    st.sampled_from(["\n", "\r\n"]),
)
def test_each_line_is_read_in_its_own_encoding(people: list[tuple[str, bool]], end: str) -> None:
    lines = [HEADER, *(line for line, _gb in people)]
    chosen = [False, *(gb for _line, gb in people)]
    assert decode(glued(lines, chosen, end), "h.csv").text == end.join(lines)


def test_it_says_how_many_lines_are_in_which() -> None:
    lines = [HEADER, *PEOPLE, "A,B,C"]
    made = decode(glued(lines, [False, True, False, True, False, False]), "h.csv")
    assert made.encoding == "utf-8 / gb18030"
    assert made.why == "two lists in one: lines in UTF-8: 3, in GB18030: 2"


def test_a_line_that_fits_neither_is_named_by_its_number() -> None:
    lines = glued([HEADER, *PEOPLE], [False, True, False, True, False]).split(b"\n")
    lines.insert(3, b"\xff\xfe\xff\xff\xfe\xff,x,y")
    with pytest.raises(InputError, match=r"h\.csv: .*line 4 fits neither"):
        decode(b"\n".join(lines), "h.csv")


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_spoilt_line_of_utf8_is_not_taken_for_gb18030(cut: int) -> None:
    """A system that cuts a field after so many bytes leaves half a character."""
    whole = [line.encode() for line in (HEADER, *PEOPLE * 20)]
    whole[5] = whole[5][: len(whole[5]) - cut] + b",x"
    made = decode(b"\n".join(whole), "h.csv")
    assert made.encoding == "utf-8"
    assert made.text.split("\n")[6:] == [line.decode() for line in whole[6:]]


@pytest.mark.parametrize("times", [1, 30])
def test_one_encoding_stays_one(times: int) -> None:
    lines = [HEADER, *PEOPLE * times, "联通,联通,联通", "ＡＢ，。,、,（）"]
    for name in ("utf-8", "gb18030"):
        made = decode("\n".join(lines).encode(name), "h.csv")
        assert (made.encoding, made.text) == (name, "\n".join(lines))
