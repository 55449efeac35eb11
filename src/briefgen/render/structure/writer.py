"""Writes the structure tree into the PDF. ISO 32000-1 and ISO 32000-2, 14.7."""

from collections.abc import Mapping, Sequence
from typing import Any

import pydyf

from briefgen.render.structure.content import Annotation, Item, Mark
from briefgen.render.structure.marks import Place
from briefgen.render.structure.nodes import Node
from briefgen.render.structure.roles import MAPPED_TYPES, OLD_TYPES, PDF1, PDF2


class Writer:
    """Writes one tree. ``objects`` then maps its nodes to their dictionaries in the PDF."""

    def __init__(self, pdf: Any, places: Mapping[Mark, Place], modern: bool) -> None:
        self.objects: dict[Node, Any] = {}
        self._pdf = pdf
        self._places = places
        self._modern = modern
        self._pages = pdf.page_references
        # What each key of the parent tree stands for: the elements of a page's or a stream's marks, or of a link.
        self._parents: list[Any] = [{} for _ in self._pages]
        self._stream_keys: dict[int, int] = {}
        self._ids: dict[str, bytes] = {}
        self._spaces: dict[str, Any] = {}

    def write(self, document: Node) -> None:
        """Write the tree, and what finds its elements from pages, links and IDs."""
        root = self._new({"Type": "/StructTreeRoot"})
        if self._modern:
            self._spaces = {name: self._new({"Type": "/Namespace", "NS": pydyf.String(name)}) for name in (PDF2, PDF1)}
            root["Namespaces"] = pydyf.Array(space.reference for space in self._spaces.values())
        root["K"] = pydyf.Array([self._element(document, root).reference])
        for node, written in self.objects.items():
            if node.refs:
                written["Ref"] = pydyf.Array(self.objects[ref].reference for ref in node.refs)
        types = {node.type for node in self.objects}
        if not self._modern and types & MAPPED_TYPES.keys():
            mapped = sorted(types & MAPPED_TYPES.keys())
            root["RoleMap"] = pydyf.Dictionary({name: f"/{MAPPED_TYPES[name]}" for name in mapped})
        root["ParentTree"] = self._parent_tree().reference
        root["ParentTreeNextKey"] = len(self._parents)
        if self._ids:
            names = [part for name in sorted(self._ids) for part in (pydyf.String(name), self._ids[name])]
            root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(names)})
        self._pdf.catalog["StructTreeRoot"] = root.reference
        self._pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
        self._pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})

    def _new(self, values: Mapping[str, Any]) -> Any:
        dictionary = pydyf.Dictionary(values)
        self._pdf.add_object(dictionary)
        return dictionary

    def _element(self, node: Node, parent: Any) -> Any:
        """Write a node and all below it."""
        element = self._new({"Type": "/StructElem", "S": f"/{node.type}", "P": parent.reference})
        self.objects[node] = element
        if self._modern:
            element["NS"] = self._spaces[PDF1 if node.type in OLD_TYPES else PDF2].reference
        element.update({key: pydyf.String(value) for key, value in node.entries.items()})
        if "ID" in node.entries:
            self._ids[node.entries["ID"]] = element.reference
        owned = [_attribute(owner, values) for owner, values in node.attributes.items()]
        if owned:
            element["A"] = owned[0] if len(owned) == 1 else pydyf.Array(owned)
        page = next((self._page(kid) for kid in node.kids if not isinstance(kid, Node)), None)
        if page is not None:
            element["Pg"] = self._pages[page]
        element["K"] = pydyf.Array([self._kid(kid, element, page) for kid in node.kids])
        return element

    def _page(self, kid: Item | Annotation) -> int:
        return kid.page if isinstance(kid, Annotation) else kid.mark[0]

    def _kid(self, kid: Any, element: Any, page: int | None) -> Any:
        if isinstance(kid, Node):
            return self._element(kid, element).reference
        if isinstance(kid, Annotation):
            return self._annotation(kid, element)
        return self._content(self._places[kid.mark], element, page)

    def _annotation(self, annotation: Annotation, element: Any) -> Any:
        annotation.dictionary["StructParent"] = len(self._parents)
        self._parents.append(element.reference)
        reference = {"Type": "/OBJR", "Obj": annotation.dictionary.reference, "Pg": self._pages[annotation.page]}
        return pydyf.Dictionary(reference)

    def _content(self, place: Place, element: Any, page: int | None) -> Any:
        key = place.page
        reference = {"Type": "/MCR", "Pg": self._pages[place.page], "MCID": place.number}
        if place.stream is not None:
            key = self._stream_keys.setdefault(place.stream.number, len(self._parents))
            if key == len(self._parents):
                self._parents.append({})
                place.stream.extra["StructParents"] = key
            reference["Stm"] = place.stream.reference
        self._parents[key][place.number] = element.reference
        return place.number if place.stream is None and place.page == page else pydyf.Dictionary(reference)

    def _parent_tree(self) -> Any:
        numbers = pydyf.Array()
        for key, parents in enumerate(self._parents):
            numbers.append(key)
            if isinstance(parents, dict):
                parents = pydyf.Array(parents[number] for number in sorted(parents))
            numbers.append(parents)
        return self._new({"Nums": numbers})


def _attribute(owner: str, values: Mapping[str, object]) -> Any:
    return pydyf.Dictionary({"O": f"/{owner}", **{key: _value(value) for key, value in values.items()}})


def _value(value: object) -> Any:
    if isinstance(value, str):
        return f"/{value}"
    if isinstance(value, Sequence):
        return pydyf.Array(pydyf.String(part) if isinstance(part, str) else part for part in value)
    return value
