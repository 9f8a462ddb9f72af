"""Mistakes of writing in a TOML file, said so that whoever made them can mend them.

`tomllib` stops at the first one and names it in English by a column. Here each is named by its
line, with what stands there and with the line as it should read; a proposal is made only where
the file is then read further than before. Sources: TOML 1.0, and what Chinese input methods,
Excel and Windows put into a line.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from orgtransfer.i18n import N_, _

_MOST: Final = 20
"""Mistakes told at once: after that the file is hardly a configuration."""
_PLACE: Final = re.compile(r"\(at line ([0-9]+), column [0-9]+\)")
_END: Final = 1_000_000_000
_FULL_WIDTH: Final = str.maketrans(
    "“”‟„＂‘’＇「」『』＝［］【】｛｝，、", '"""""\'\'\'""""=[][]{},,'
)
_TRUTHS: Final = {"是": "true", "yes": "true", "true": "true", "on": "true",
                  "否": "false", "no": "false", "false": "false", "off": "false"}  # fmt: skip
_KEY: Final = r'[^\s=:："\'\[\]]+'


def document(text: str) -> dict[str, object]:
    """The document that a TOML text holds.

    Raises:
        ValueError: with one argument a mistake, each a line to show to the user.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        # A line end behind the last line, so that a mistake in it is not one of the whole file.
        raise ValueError(*_problems(f"{text}\n")) from None


@dataclass(frozen=True)
class _Error:
    line: int
    """Its number, from 1 on; `_END` where the file ends too early."""
    reason: str


def _problems(text: str) -> Iterator[str]:
    """Each mistake; the next one is looked for as if the one before had been mended."""
    for _number in range(_MOST):
        error = _error(text)
        if error is None:
            return
        mended = _mended(text, error)
        if mended is None:
            yield _unexplained(text, error)
            return
        text, problem = mended
        yield problem


def _error(text: str) -> _Error | None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        reason = str(error).partition(" (at ")[0]
        return _Error(int(place[1]) if place else _END, reason)
    return None


def _mended(text: str, error: _Error) -> tuple[str, str] | None:
    """The text with one line put right, and what was wrong with it."""
    lines = text.splitlines()
    for number in _suspects(lines, error):
        written = lines[number - 1]
        for reason, mend in _MENDS:
            proposal = mend(written)
            if proposal == written:
                continue
            further = "\n".join([*lines[: number - 1], proposal, *lines[number:], ""])
            if _is_further(_error(further), error, number):
                return further, _told(number, reason, written, proposal)
    return None


def _suspects(lines: list[str], error: _Error) -> list[int]:
    """Numbers of the lines that may be to blame.

    What is not closed is noticed a line later, or only where the file ends.
    """
    wrong = [
        number
        for number, line in enumerate(lines, start=1)
        if number <= error.line and line.strip() and _error(f"{line}\n")
    ]
    return wrong[:3] if error.line == _END else wrong[:-3:-1]


def _is_further(now: _Error | None, before: _Error, number: int) -> bool:
    """Whether a file with line `number` mended is read beyond it."""
    if now is None:
        return True
    reached = number if before.line == _END else max(number, before.line)
    return reached < now.line < _END


def _told(number: int, reason: str, written: str, proposal: str) -> str:
    return _("line {number}: {reason}. It says: {written} It should say: {proposal}").format(
        number=number, reason=_(reason), written=written.strip(), proposal=proposal.strip()
    )


def _unexplained(text: str, error: _Error) -> str:
    lines = text.splitlines()
    number = error.line if error.line < _END else (*_suspects(lines, error), 1)[0]
    return _("line {number}: {reason}. It says: {written}").format(
        number=number, reason=_reason(error.reason), written=lines[number - 1].strip()
    )


def _reason(reason: str) -> str:
    """A reason of tomllib's in words that lead on; its own where there are none."""
    known = next((text for start, text in _REASONS.items() if reason.startswith(start)), None)
    return _(known) if known else reason


_REASONS: Final = {
    "Cannot overwrite": N_("a name stands twice; take one of them out"),
    "Cannot declare": N_("a heading in brackets stands twice; put what is below them together"),
    "Invalid value": N_("what stands behind the = is missing or is no value"),
    "Expected '='": N_("an = is missing between a name and its value"),
    "Expected newline": N_("something stands behind the value"),
    "Unclosed": N_("a bracket is not closed"),
    "Invalid statement": N_("this is neither a heading in brackets nor a name = value"),
}
"""How a reason of tomllib's begins -> what a clerk reads."""


def line_of(text: str, path: str) -> int | None:
    """The number of the line in which a setting stands, from 1 on; None where none does.

    Args:
        text: a TOML document.
        path: the setting: `match.auto`, `systems.全国系统.members`, `rules.exempt[2].until`.
    """
    table, _dot, key = path.rpartition(".")
    heading = ""
    entries: Counter[str] = Counter()
    best: int | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        head = re.match(r"\s*(\[\[?)([^\]]+)\]", line)
        if head:
            heading = re.sub(r"[\"'\s]", "", head[2])
            if head[1] == "[[":
                entries[heading] += 1
                heading += f"[{entries[heading]}]"
        said = re.match(r"\s*[\"']?([^\s=\"']+)[\"']?\s*=", line)
        if said and not head and heading == table and said[1] == key:
            return number
        if head and heading in (path, table):
            best = number
    return best


# -- what is put right ---------------------------------------------------------------------------


def _punctuation(line: str) -> str:
    key = re.match(rf'(\s*(?:"[^"]*"|{_KEY})\s*)[:：](?!//)', line)
    line = f"{key[1]}={line[key.end() :]}" if key else line
    return line.translate(_FULL_WIDTH)


def _backslashes(line: str) -> str:
    """Windows paths: between single quotes a backslash is a backslash."""
    return re.sub(
        r'"([^"\']*\\[^"\']*)"', lambda found: f"'{found[1].replace(chr(92) * 2, chr(92))}'", line
    )


def _truths(line: str) -> str:
    return re.sub(
        r"(=\s*)(\w+)(?=\s*(?:#|$))",
        lambda found: found[1] + _TRUTHS.get(found[2].lower(), found[2]),
        line,
    )


def _closing(line: str) -> str:
    """A quote or a bracket that is opened and not closed; a note behind stays behind."""
    said, gap, note = re.fullmatch(r"(.*?)(\s*)(#.*)?", line).groups(default="")  # type: ignore[union-attr]  # it fits any line
    if said.count('"') % 2:
        said += '"'
    elif said.count("'") % 2:
        said += "'"
    missing = said.count("[") - said.count("]")
    return said + "]" * max(missing, 0) + gap + note


def _closing_quote(line: str) -> str:
    """The same, where the bracket was closed and the quote was not."""
    return re.sub(r"([\"'])([^\"',\[\]]*)\]\s*$", r"\1\2\1]", line) if "[" in line else line


def _decimal_comma(line: str) -> str:
    return re.sub(r"(=\s*\d+)[,，](\d+)(?=\s*(?:#|$))", r"\1.\2", line)


def _trailing(line: str) -> str:
    return re.sub(r"[,;；。%]+\s*$", "", line)


def _keys(line: str) -> str:
    """Only letters, digits, - and _ stand in a key without quotes."""
    head = re.fullmatch(r"(\s*\[+)([^\[\]\"']+)(\]+.*)", line)
    if head:
        return head[1] + ".".join(map(_quoted, head[2].split("."))) + head[3]
    plain = re.match(rf"(\s*)({_KEY})(\s*=)", line)
    return f"{plain[1]}{_quoted(plain[2])}{line[plain.start(3) :]}" if plain else line


def _quoted(key: str) -> str:
    key = key.strip()
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else f'"{key}"'


def _values(line: str) -> str:
    """Text that stands without quotes."""
    return re.sub(
        r"(=\s*)([^\s\"'\[{#“”‘’.0-9][^\"'#“”‘’]*?)(\s*(?:#.*)?)$",
        lambda found: f"{found[1]}'{found[2]}'{found[3]}",
        line,
    )


def _both(*mends: Callable[[str], str]) -> Callable[[str], str]:
    def mend(line: str) -> str:
        for one in mends:
            line = one(line)
        return line

    return mend


_PUNCTUATION: Final = N_("punctuation of Chinese text, where a half-width sign belongs")
_MENDS: Final = (
    (_PUNCTUATION, _punctuation),
    (N_("a backslash in double quotes means something else; single quotes keep it"), _backslashes),
    (N_("yes and no are written true and false"), _truths),
    (N_("a comma, where a decimal point belongs"), _decimal_comma),
    (N_("a sign too many at the end"), _trailing),
    (N_("a quote or a bracket is not closed"), _closing_quote),
    (N_("a quote or a bracket is not closed"), _closing),
    (N_("a name that is not made of letters and digits stands in quotes"), _keys),
    (_PUNCTUATION, _both(_punctuation, _backslashes, _keys)),
    (_PUNCTUATION, _both(_punctuation, _closing, _keys)),
    (N_("a text stands in quotes"), _values),
    (_PUNCTUATION, _both(_punctuation, _values, _keys)),
)
"""What may be wrong with a line, and how it is put right: the likeliest first."""
