"""Which parts of a publication an audience gets, and in which order."""

from collections.abc import Iterator, Sequence

from briefgen.model.organisation import Audience
from briefgen.model.publication import Block, Section

Part = tuple[Section, tuple[Block, ...]]


def parts(sections: Sequence[Section], audience: Audience) -> list[Part]:
    """Return the sections that an audience gets, each with its blocks.

    Sections that the audience puts in order come first, but after what stands before the first heading. A section of
    which no block is left is left out; one that never had any stays.
    """
    found = list(_chosen(sections, audience))
    place = {name: index for index, name in enumerate(audience.order)}
    last = len(place)
    return sorted(found, key=lambda part: (part[0].heading is not None, place.get(part[0].id, last)))


def _chosen(sections: Sequence[Section], audience: Audience) -> Iterator[Part]:
    names = {section.id for section in sections} | {block.id for section in sections for block in section.blocks}
    only = names.intersection(audience.only)
    for section in sections:
        if section.id in audience.omit:
            continue
        whole = not only or section.id in only
        kept = tuple(
            block
            for block in section.blocks
            if block.id not in audience.omit
            and (whole or block.id in only)
            and audience.depth.reaches(block.depth or section.depth)
            and (block.kind != "ask" or audience.ask not in names or block.id == audience.ask)
        )
        if kept or (whole and not section.blocks and audience.depth.reaches(section.depth)):
            yield section, kept
