"""A fitted finder as bytes and back: arrays, numbers and strings, and nothing that runs when it is loaded.

The finder's parts are walked through, whatever they hold, so that a part may change without a word
here: each object by its attributes, one that is met twice kept once. Only classes of this room and of
`schema` come back, and what was needed to learn alone (the corpus in tokens) is left out.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from safetensors.numpy import save

import schema
from models import (
    annotator,
    calibration,
    features,
    hiding,
    kinds,
    languages,
    level,
    presence,
    ranking,
    scales,
    seeded,
    seeds,
    space,
    stems,
)
from models.batch import ENGINE_VERSION
from models.seeded import ThemeFinder

_ONLY_TO_LEARN: Mapping[str, frozenset[str]] = {
    "Prepared": frozenset({"annotated", "views", "reports", "spoken"}),
    "Rankers": frozenset({"words", "use"}),
    "ThemeFinder": frozenset({"ranks_", "vectors"}),
    "Meaning": frozenset({"vectors", "_directions"}),
    "Level": frozenset({"_factor"}),
    "SeedMatcher": frozenset({"_found", "_n_forms"}),
}
_PARTS = (
    annotator, calibration, features, hiding, kinds, languages, level, presence, ranking, scales, seeded, seeds, space,
    stems,
)  # fmt: skip
_CLASSES: Mapping[str, type] = {
    name: value
    for module in (schema, *_PARTS)
    for name, value in vars(module).items()
    if isinstance(value, type) and value.__module__.partition(".")[0] in ("models", "schema")
}
_ENGINE = [ENGINE_VERSION, hashlib.sha256(b"".join(Path(str(m.__file__)).read_bytes() for m in _PARTS)).hexdigest()]
_SEQUENCES: Mapping[str, type] = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}
_HEADER = "finder"
_DTYPES: Mapping[str, str] = {"F64": "<f8", "F32": "<f4", "I64": "<i8", "I32": "<i4", "U8": "<u1", "BOOL": "?"}

Node = Any  # JSON: a plain value, a list of such, or an object that says its kind


def pack(finder: ThemeFinder) -> bytes:
    """Return a fitted finder as the content of a safetensors file; the same finder gives the same bytes.

    Raises
    ------
    TypeError
        The finder holds something that is neither array, number, string nor a class of this room.
    """
    packer = _Packer()
    tree = packer.node(finder)
    header = json.dumps([_ENGINE, tree], ensure_ascii=True, separators=(",", ":"))
    arrays = {**packer.arrays, _HEADER: np.frombuffer(header.encode("ascii"), dtype=np.uint8)}
    return bytes(save(arrays))


def unpack(content: bytes | memoryview) -> ThemeFinder | None:
    """Return the finder that was packed; None if the bytes are damaged or of an engine with another line of code.

    It scores as the one that was packed, to the last bit, but can neither be fitted nor tell
    what it was fitted on.
    """
    try:
        arrays = _arrays(memoryview(content))
        engine, tree = json.loads(arrays[_HEADER].tobytes())
        finder = _Unpacker(arrays).value(tree) if engine == _ENGINE else None
    except (ValueError, TypeError, KeyError, AttributeError, IndexError):
        return None
    return finder if isinstance(finder, ThemeFinder) else None


def _arrays(content: memoryview) -> dict[str, NDArray[Any]]:
    """Return the arrays of a safetensors file where they lie; the library's reader copies each twice.

    The format: the length of a JSON header in eight bytes, the header, and the arrays, at offsets from its end.
    """
    start = 8 + int.from_bytes(content[:8], "little")
    found = {}
    for name, held in json.loads(bytes(content[8:start])).items():
        low, high = held["data_offsets"]
        part = content[start + low : start + high]
        found[name] = np.frombuffer(part, dtype=_DTYPES[held["dtype"]]).reshape(held["shape"])
    return found


class _Packer:
    def __init__(self) -> None:
        self.arrays: dict[str, NDArray[Any]] = {}
        self._seen: dict[int, int] = {}

    def node(self, value: object) -> Node:
        """Return a value as JSON, its arrays put aside."""
        if value is None or isinstance(value, str | bool | int | float):
            return value
        if isinstance(value, np.generic):
            return value.item()
        if isinstance(value, np.ndarray):
            return self._array(value)
        if isinstance(value, sp.csr_matrix):
            parts = (value.data, value.indices, value.indptr, value.shape)
            return {"kind": "csr", "parts": [self.node(part) for part in parts]}
        if isinstance(value, dict):
            items = sorted(value.items(), key=repr)  # the order of sets of strings differs from run to run
            return {"kind": "dict", "of": [self.node([key for key, _ in items]), self.node([v for _, v in items])]}
        if isinstance(value, list | tuple | set | frozenset):
            return self._sequence(type(value).__name__, list(value))
        return self._object(value)

    def _array(self, value: NDArray[Any]) -> Node:
        name = f"array{len(self.arrays)}"
        turned = value.ndim > 1 and value.flags.f_contiguous and not value.flags.c_contiguous
        self.arrays[name] = np.ascontiguousarray(value.T if turned else value)
        return {"kind": "array", "name": name, "turned": turned}

    def _sequence(self, kind: str, items: list[Any]) -> Node:
        if kind.endswith("set"):
            items = sorted(items, key=repr)
        kinds = set(map(type, items))
        if kinds <= {str, int, bool, type(None)}:
            of: Node = items
        elif kinds == {tuple} and len({len(item) for item in items}) == 1:
            return {"kind": kind, "columns": [self.node(list(column)) for column in zip(*items, strict=True)]}
        elif kinds in ({set}, {frozenset}) and {type(i) for item in items for i in item} <= {int, str}:
            flat = [i for item in items for i in sorted(item, key=repr)]
            return {"kind": kind, "sets": [type(items[0]).__name__, [len(item) for item in items], flat]}
        else:
            of = [self.node(item) for item in items]
        return of if kind == "list" else {"kind": kind, "of": of}

    def _object(self, value: object) -> Node:
        name = type(value).__name__
        if _CLASSES.get(name) is not type(value):
            raise TypeError(f"A finder holds a {type(value).__module__}.{name}, which cannot be kept.")
        if id(value) in self._seen:
            return {"kind": "seen", "number": self._seen[id(value)]}
        self._seen[id(value)] = len(self._seen)
        held = {f.name: getattr(value, f.name) for f in fields(value)} if is_dataclass(value) else vars(value)
        kept = {name: v for name, v in held.items() if name not in _ONLY_TO_LEARN.get(type(value).__name__, ())}
        return {"kind": "object", "class": name, "held": {name: self.node(v) for name, v in kept.items()}}


class _Unpacker:
    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._arrays = arrays
        self._seen: list[object] = []

    def value(self, node: Node) -> Any:  # noqa: ANN401 - whatever was packed
        """Return what a node stands for."""
        if isinstance(node, list):
            return [self.value(item) for item in node] if set(map(type, node)) & {dict, list} else node
        if not isinstance(node, dict):
            return node
        kind = node["kind"]
        if kind in _SEQUENCES:
            return _SEQUENCES[kind](self._items(node))
        return {
            "array": self._array,
            "csr": self._csr,
            "dict": self._dict,
            "object": self._object,
            "seen": self._again,
        }[kind](node)

    def _items(self, node: Node) -> list[Any]:
        if "columns" in node:
            return list(zip(*(self.value(column) for column in node["columns"]), strict=True))
        if "sets" in node:
            of, lengths, flat = node["sets"]
            ends = accumulate(lengths)
            return [_SEQUENCES[of](flat[end - length : end]) for length, end in zip(lengths, ends, strict=True)]
        return list(self.value(node["of"]))

    def _array(self, node: Node) -> NDArray[Any]:
        found = self._arrays[node["name"]]
        return found.T if node["turned"] else found

    def _csr(self, node: Node) -> sp.csr_matrix:
        data, indices, indptr, shape = (self.value(part) for part in node["parts"])
        return sp.csr_matrix((data, indices, indptr), shape=shape)

    def _dict(self, node: Node) -> dict[Any, Any]:
        keys, values = (self.value(part) for part in node["of"])
        return dict(zip(keys, values, strict=True))

    def _object(self, node: Node) -> object:
        found: object = object.__new__(_CLASSES[node["class"]])
        self._seen.append(found)
        for name, held in node["held"].items():
            object.__setattr__(found, name, self.value(held))
        return found

    def _again(self, node: Node) -> object:
        return self._seen[node["number"]]
