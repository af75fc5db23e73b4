"""The posts of one's own offices, as their chief sees them."""

from datetime import date

from django.db.models import Q, QuerySet

from enterprises.facts import Actor
from enterprises.models import Post, PostChange, Team
from enterprises.permissions import check_may_manage_posts


def teams_of(actor: Actor) -> QuerySet[Team]:
    """The teams of the chief's offices."""
    check_may_manage_posts(actor)
    return Team.objects.filter(office__in=actor.offices).order_by("office", "name")


def posts_of(actor: Actor, *, on: date) -> QuerySet[Post]:
    """Posts of the chief's offices that have not ended by the day; to be paged by team and officer."""
    check_may_manage_posts(actor)
    open_end = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    rows = Post.objects.filter(open_end, team__office__in=actor.offices)
    return rows.select_related("officer", "team")


def post_changes(actor: Actor) -> QuerySet[PostChange]:
    """Which posts of the chief's offices were given and ended, newest first."""
    check_may_manage_posts(actor)
    rows = PostChange.objects.filter(post__team__office__in=actor.offices)
    return rows.select_related("post__officer", "post__team", "by").order_by("-id")
