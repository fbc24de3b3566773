"""The types of columns as the tools of the field spell them: Hugging Face's features, Croissant's data types.

Knows the names that `Column.type` may have and refuses any other, so that a new kind of column is spelled
in every card or in none.
"""

import json
from typing import Any, Final

from bottega.datasets.cards import Column, part_of

TIMESTAMP: Final = "timestamp[us, tz=UTC]"
CONVERSATION: Final = "messages"
_VALUES: Final = {
    "string": "string",
    "bool": "bool",
    "int64": "int64",
    "float64": "float64",
    "timestamp": TIMESTAMP,
    "binary": "binary",
    "image": "image",
}
_CROISSANT: Final = {
    "string": "sc:Text",
    "bool": "sc:Boolean",
    "int64": "cr:Int64",
    "float64": "cr:Float64",
    "timestamp": "sc:DateTime",
    "binary": "sc:ImageObject",  # the only bytes that we ship are pictures
    "image": "sc:ImageObject",
}


class UnknownType(ValueError):
    """A column of a type that no card can spell; a mistake of ours."""


def element_of(column: Column) -> tuple[str, bool]:
    """The type of one value, and whether the column holds a list of them. Raises UnknownType."""
    part = part_of(column.type)
    element = part or column.type
    if element != CONVERSATION and element not in _VALUES:
        raise UnknownType(f"{column.name} is of the type {column.type!r}, which no card can spell")
    return element, part is not None


def feature_lines(column: Column) -> list[str]:
    """The column as lines of the YAML list `dataset_info.features`, without indent. Raises UnknownType."""
    element, is_list = element_of(column)
    name = f"- name: {json.dumps(column.name)}"
    if element == CONVERSATION:
        return [
            name,
            "  list:",
            "  - name: role",
            "    dtype: string",
            "  - name: content",
            "    list:",
            "    - name: type",
            "      dtype: string",
            "    - name: text",
            "      dtype: string",
        ]
    return [name, f"  {'list' if is_list else 'dtype'}: {_VALUES[element]}"]


def has_croissant_type(column: Column) -> bool:
    """Whether Croissant can spell it; it has no type for a conversation. Raises UnknownType."""
    return element_of(column)[0] != CONVERSATION


def croissant_field(record_set: str, column: Column, file_set: str) -> dict[str, Any]:
    """A column that has a Croissant type, as a Field that a reader can extract. Raises UnknownType.

    An "image" is a struct of bytes and path, of which the bytes are taken.
    """
    element, is_list = element_of(column)
    source: dict[str, Any] = {"fileSet": {"@id": file_set}, "extract": {"column": column.name}}
    if element == "image":
        source["transform"] = {"jsonPath": "bytes"}
    return {
        "@type": "cr:Field",
        "@id": f"{record_set}/{column.name}",
        "name": f"{record_set}/{column.name}",
        "description": column.tells,
        "dataType": _CROISSANT[element],
        "source": source,
    } | (_as_list(element) if is_list else {})


def _as_list(element: str) -> dict[str, Any]:
    if _CROISSANT[element] == "sc:ImageObject":
        return {"repeated": True}  # mlcroissant 1.1.1 opens the pictures of a list by this older word alone
    return {"isArray": True, "arrayShape": "-1"}
