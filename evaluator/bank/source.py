"""A YAML file as a plain tree that remembers its lines. Safe types only, no aliases, no key given twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from evaluator.bank.faults import Fault, Place, line_of
from evaluator.errors import BankInvalid

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser where PyYAML was built with it: ten times as fast as the one in Python."""

_TEXT = {"tag:yaml.org,2002:" + kind for kind in ("str", "timestamp", "merge", "value")}
_TYPED = {"tag:yaml.org,2002:" + kind for kind in ("null", "bool", "int", "float")}


@dataclass(frozen=True, slots=True)
class Source:
    """What a file says. `lines` holds the line (from 1) of every place in the tree, the root being `()`."""

    path: Path
    tree: Plain
    lines: Mapping[Place, int]
    faults: tuple[Fault, ...]

    def told(self, faults: Iterable[Fault]) -> tuple[str, ...]:
        """Faults as lines for a person, each once, from the top of the file to its end."""
        ordered = sorted(dict.fromkeys(faults), key=lambda fault: line_of(fault.place, self.lines) or 0)
        return tuple(fault.told(self.path, self.tree, self.lines) for fault in ordered)


def read_source(path: Path) -> Source:
    """Read a YAML file. Raises BankInvalid where there is no tree to look at; lesser faults are in the result."""
    text = _text_of(path)
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            raise _unusable(path, "is empty; it needs version, language and questions")
        reader = _Reader(loader)
        tree = reader.value(root, ())
    except yaml.YAMLError as error:
        raise _not_yaml(path, error) from error
    except RecursionError as error:
        raise _unusable(path, "is nested too deeply to be a question bank") from error
    finally:
        loader.dispose()
    return Source(path, tree, reader.lines, tuple(reader.faults))


@dataclass(slots=True)
class _Reader:
    """Turns nodes into plain values, noting lines and faults on the way."""

    loader: yaml.SafeLoader
    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def value(self, node: yaml.Node, place: Place) -> Plain:
        self.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, place)
        if id(node) in self.seen:
            self.faults.append(Fault(place, "repeats another part by an alias (*); write it out"))
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        return [self.value(item, (*place, index)) for index, item in enumerate(node.value)]

    def _scalar(self, node: yaml.ScalarNode, place: Place) -> Plain:
        if node.tag in _TEXT:
            return str(node.value)
        if node.tag not in _TYPED:
            self.faults.append(Fault(place, f"has the tag {node.tag}; only plain text and numbers are read"))
            return str(node.value)
        try:
            value: Plain = self.loader.construct_object(node)
        except ValueError:  # more digits than Python turns into a number
            return str(node.value)
        return value

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Plain]:
        found: dict[str, Plain] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.faults.append(Fault(place, "has a key that is not text"))
                continue
            key, line = str(key_node.value), key_node.start_mark.line + 1
            here = (*place, key)
            if key in found:
                message = f"is given twice, in lines {self.lines[here]} and {line}; keep one of them"
                self.faults.append(Fault(here, message))
                continue
            self.lines[here] = line
            found[key] = self.value(value_node, here)
        return found


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise _unusable(path, "does not exist; put the file back, or name another") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise _unusable(path, "is not UTF-8; save the file as UTF-8", line) from error
    except OSError as error:
        raise _unusable(path, f"cannot be read: {error.strerror or type(error).__name__}") from error


def _not_yaml(path: Path, error: yaml.YAMLError) -> BankInvalid:
    problem, line = str(getattr(error, "problem", None) or getattr(error, "reason", error)), None
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        line = error.problem_mark.line + 1
    return _unusable(path, f"is not valid YAML: {problem}", line)


def _unusable(path: Path, message: str, line: int | None = None) -> BankInvalid:
    where = f"{path}:{line}" if line else f"{path}"
    return BankInvalid(f"The question bank {path} cannot be used.", faults=[f"{where}: {message}"])
