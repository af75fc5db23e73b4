"""Status flows as tables: which verb leads from where to where, and who may say it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple


class Move(NamedTuple):
    """One row of a flow: ``source`` None is the entry of a new subject."""

    verb: str
    source: int | None
    target: int
    who: tuple[str, ...]
    official: str = ""


@dataclass(frozen=True)
class Flow:
    """A table of moves over integer statuses; malformed tables are refused at import.

    ``names`` gives each status its English name (translated at the door), ``final`` the statuses
    that no move leaves.
    """

    name: str
    names: dict[int, str]
    moves: tuple[Move, ...]
    final: frozenset[int] = frozenset()
    _by_step: dict[tuple[str, int | None], Move] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse doubles, unknown statuses, dead ends and unreachable statuses."""
        table: dict[tuple[str, int | None], Move] = {}
        for move in self.moves:
            if (move.verb, move.source) in table:
                raise ValueError(f"{self.name}: {move.verb} from {move.source} stands twice")
            if move.target not in self.names or (move.source is not None and move.source not in self.names):
                raise ValueError(f"{self.name}: {move.verb} names an unknown status")
            if move.source in self.final:
                raise ValueError(f"{self.name}: {move.source} is final but {move.verb} leaves it")
            table[move.verb, move.source] = move
        reached = {m.target for m in self.moves}
        left = {m.source for m in self.moves}
        lost = [s for s in self.names if s not in reached or (s not in left and s not in self.final)]
        if lost:
            raise ValueError(f"{self.name}: statuses {lost} are unreachable or dead ends")
        object.__setattr__(self, "_by_step", table)

    def target(self, verb: str, source: int | None) -> int | None:
        """The status that ``verb`` leads to from ``source``, or None where it is not allowed."""
        move = self._by_step.get((verb, source))
        return None if move is None else move.target

    def sources(self, verb: str) -> tuple[int, ...]:
        """All statuses from which ``verb`` may be said (entries left out)."""
        return tuple(m.source for m in self.moves if m.verb == verb and m.source is not None)

    def verbs(self, source: int, who: Iterable[str]) -> tuple[str, ...]:
        """The verbs that anybody of ``who`` may say from ``source``."""
        allowed = set(who)
        return tuple(m.verb for m in self.moves if m.source == source and allowed.intersection(m.who))

    def mermaid(self) -> str:
        """The flow as a mermaid state diagram, for ``docs/flows.md``."""
        lines = ["stateDiagram-v2"]
        lines += [f"    s{code}: {code} {name}" for code, name in self.names.items()]
        for move in self.moves:
            source = "[*]" if move.source is None else f"s{move.source}"
            lines.append(f"    {source} --> s{move.target}: {move.verb} ({', '.join(move.who)})")
        lines += [f"    s{code} --> [*]" for code in sorted(self.final)]
        return "\n".join(lines)
