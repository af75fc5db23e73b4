"""Which team gets the cases of an office and supervision mode."""

from collections.abc import Collection

from enterprises.models import Team


def team_ids(wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The first team of each (office, mode) that takes this mode; pairs without one are left out."""
    found: dict[tuple[str, str], int] = {}
    teams = Team.objects.filter(office__in={office for office, _ in wanted}).order_by("id")
    for team_id, office, lanes in teams.values_list("id", "office", "lanes"):
        for mode in lanes:
            found.setdefault((office, mode), team_id)
    return {pair: found[pair] for pair in wanted if pair in found}
