"""Values of the configuration that are tables: of keys that are declared, or of keys that are the user's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from orgtransfer.config.declaring import Key, Section, declared, keys_of
from orgtransfer.config.setting import Setting, Toml
from orgtransfer.config.value_types import Choice, Schema, Text, ValueType, check_code, like
from orgtransfer.frames import FIELDS
from orgtransfer.i18n import _

SectionT = TypeVar("SectionT", bound=Section)


@dataclass(frozen=True)
class Table(ValueType, Generic[SectionT]):
    """A table whose keys a dataclass declares."""

    section: type[SectionT]

    def read(self, setting: Setting, default: Toml) -> SectionT:
        del default  # each of its keys has its own
        return self.made(setting.opened())

    def made(self, setting: Setting, also: Collection[str] = (), **given: Toml) -> SectionT:
        """The dataclass of a table that is open.

        Args:
            setting: the table.
            also: keys that are known besides those declared.
            given: what the dataclass holds that is no key.
        """
        keys = keys_of(self.section)
        setting.allow([*(key.name for key in keys), *also])
        read = {key.name: key.type.read(setting.inner(key.name), key.default) for key in keys}
        for key in keys:
            key.type.check(setting.inner(key.name), read[key.name])
        made = self.section(**given, **read)
        setting.mistakes.extend(made.contradictions(setting.path))
        return made

    def schema(self) -> Schema:
        keys = keys_of(self.section)
        needed = [key.name for key in keys if key.type.needed]
        made = object_of({key.name: _described(key) for key in keys})
        return {**made, **({"required": needed} if needed else {})}


def _described(key: Key) -> Schema:
    known = (
        {}
        if key.default in (None, ()) or isinstance(key.default, Section)
        else {"default": key.default}
    )
    return {**key.type.schema(), **known, "description": _(key.text)}


@dataclass(frozen=True)
class RulesTable(Table[SectionT]):
    """`[rules]`: besides its own keys, a table for each rule that has options."""

    def read(self, setting: Setting, default: Toml) -> SectionT:
        del default
        setting = setting.opened()
        rules = self.made(setting, setting.rule_options, options={})
        options = {
            code: _options(setting.inner(code).opened(), defaults)
            for code, defaults in setting.rule_options.items()
        }
        return replace(rules, options=options)  # type: ignore[type-var]  # a Section is a dataclass


def _options(setting: Setting, defaults: Mapping[str, Toml]) -> dict[str, Toml]:
    """Every option of a rule: what is set, or its default."""
    setting.allow(defaults)
    return {
        name: like(default).read(setting.inner(name), default) for name, default in defaults.items()
    }


@dataclass(frozen=True)
class TableForEach(Table[SectionT]):
    """`[systems.KEY]`: a table for each key, which the user chose; one at least."""

    none: str
    """What is said where there is none."""

    def read(self, setting: Setting, default: Toml) -> tuple[SectionT, ...]:  # type: ignore[override]  # several
        del default
        setting = setting.opened()
        if not setting.value:
            setting.mistakes.append(_(self.none))
        return tuple(self.made(setting.inner(key).opened(), key=key) for key in setting.value)

    def schema(self) -> Schema:
        return {**mapping_of(super().schema()), "minProperties": 1}


@dataclass(frozen=True)
class Entries(Table[SectionT]):
    """`[[rules.exempt]]`: a list of tables."""

    def read(self, setting: Setting, default: Toml) -> tuple[SectionT, ...]:  # type: ignore[override]  # several
        del default
        entries = [] if setting.value is None else setting.value
        if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
            setting.wrong(_("must be written as [[rules.exempt]], got {value}"))
            return ()
        return tuple(
            self.made(replace(setting, value=entry, path=f"{setting.path}[{number}]"))
            for number, entry in enumerate(entries, start=1)
        )

    def schema(self) -> Schema:
        return {"type": "array", "items": super().schema()}


@dataclass(frozen=True)
class Meanings(ValueType):
    """A table from the user's words to ours."""

    words: Choice
    of_rules: bool = False
    """Whether the user's words are codes of rules, or of their families."""

    def read(self, setting: Setting, default: Toml) -> dict[str, str]:
        del default
        setting = setting.opened()
        meanings = {}
        for word in setting.value:
            if self.of_rules:
                check_code(setting, word)
            meanings[word] = self.words.read(setting.inner(word), None)
        return meanings

    def schema(self) -> Schema:
        return mapping_of(self.words.schema())

    def allowed(self) -> str:
        return self.words.allowed()


@dataclass(frozen=True)
class WordTables(ValueType):
    """`[words]`: for each field whose words are known, a table of further ones."""

    fields: Mapping[str, Meanings]

    def read(self, setting: Setting, default: Toml) -> dict[str, dict[str, str]]:
        setting = setting.opened()
        setting.allow(self.fields)
        return {
            name: meanings.read(setting.inner(name), default)
            for name, meanings in self.fields.items()
            if name in setting.value
        }

    def schema(self) -> Schema:
        return object_of({name: meanings.schema() for name, meanings in self.fields.items()})


@dataclass(frozen=True)
class Columns(ValueType):
    """Kind of export -> field -> header."""

    def read(self, setting: Setting, default: Toml) -> dict[str, dict[str, str]]:
        del default
        setting = setting.opened()
        setting.allow(FIELDS)
        kinds = [kind for kind in FIELDS if kind in setting.value]
        return {kind: self._headers(setting.inner(kind).opened(), FIELDS[kind]) for kind in kinds}

    def _headers(self, setting: Setting, known: Collection[str]) -> dict[str, str]:
        setting.allow(known)
        return {name: Text().read(setting.inner(name), "") for name in setting.value}

    def schema(self) -> Schema:
        text = Text().schema()
        return object_of(
            {kind: object_of(dict.fromkeys(names, text)) for kind, names in FIELDS.items()}
        )


def object_of(properties: Mapping[str, Schema]) -> Schema:
    """A table with these keys and no others, in JSON Schema."""
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


def mapping_of(value: Schema) -> Schema:
    """A table with any keys, in JSON Schema."""
    return {"type": "object", "additionalProperties": value}


def section(kind: type[SectionT], says: str) -> SectionT:
    """A table of the document; where it is missing, each of its keys has its default."""
    made: SectionT = declared(Table(kind), says, default=kind())
    return made
