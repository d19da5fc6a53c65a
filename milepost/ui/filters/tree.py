"""The nodes of a filter."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from milepost.ui.filters.fields import Op

# A text, a date's period in its own words ("last-30-days"), a number, a pair of numbers, chosen values, yes or no.
type Value = str | Decimal | tuple[Decimal, Decimal] | tuple[str, ...] | bool | None


@dataclass(frozen=True, slots=True)
class Condition:
    """One question to one field."""

    field: str
    op: Op
    value: Value = None


@dataclass(frozen=True, slots=True)
class And:
    """True when all are; of none it is true."""

    nodes: tuple["Node", ...] = ()


@dataclass(frozen=True, slots=True)
class Or:
    """True when at least one is; of none it is false."""

    nodes: tuple["Node", ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """True when the other is false; unknown when it is unknown."""

    node: "Node"


type Node = Condition | And | Or | Not

EVERYTHING = And()


def conditions(node: Node) -> Iterator[Condition]:
    """Yield every condition of the tree."""
    match node:
        case Condition():
            yield node
        case Not(inner):
            yield from conditions(inner)
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from conditions(inner)


def both(one: Node, other: Node) -> Node:
    """Return the tree that asks for both, without needless nesting."""
    parts = [*(one.nodes if isinstance(one, And) else [one]), *(other.nodes if isinstance(other, And) else [other])]
    return parts[0] if len(parts) == 1 else And(tuple(parts))
