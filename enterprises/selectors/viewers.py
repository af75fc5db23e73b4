"""Who may open an attachment: whoever may see its subject. Each topic adds its kind here."""

from datetime import datetime
from typing import Protocol

from django.db.models import Model

from enterprises.facts import Actor
from enterprises.models import Attachment
from enterprises.selectors.audit import ATTACHED_TO
from enterprises.selectors.difficulties import may_see as may_see_difficulty
from enterprises.selectors.grants import may_see_grant
from enterprises.selectors.guarantee_pages import may_see_guarantee_file
from enterprises.selectors.messages import may_see_message
from enterprises.selectors.plans import may_see_plan
from enterprises.selectors.registration import may_see as may_see_registration
from enterprises.selectors.standing import may_see as may_see_standing
from enterprises.selectors.trust_pages import may_see_change_file, may_see_suspension_file
from enterprises.selectors.visits import may_see_visit


class Viewer(Protocol):
    """Whether the actor may see the subject with this id at the moment ``at``."""

    def __call__(self, actor: Actor, *, subject_id: int, at: datetime) -> bool:
        """Asked before an attachment of the subject is opened."""
        ...


# By kind of subject.
VIEWERS: dict[str, Viewer] = {
    "grant": may_see_grant,
    "plan": may_see_plan,
    "registration": may_see_registration,
    "standing_document": may_see_standing,
    "difficulty": may_see_difficulty,
    "grade_change": may_see_change_file,
    "suspension": may_see_suspension_file,
    "guarantee_file": may_see_guarantee_file,
    "message": may_see_message,
    "visit": may_see_visit,
}


def add_attached(kind: str, *, model: type[Model], viewer: Viewer) -> None:
    """Say what a room above attaches files to, and who may open them; called once, when it starts."""
    VIEWERS[kind] = viewer
    ATTACHED_TO[kind] = model


def attachment_for(actor: Actor, *, number: str, at: datetime) -> Attachment | None:
    """The attachment with its file if the actor may open it, or None; programs open none."""
    if actor.user_id is None or actor.token_id is not None:
        return None
    rows = Attachment.objects.filter(number=number, removed_at=None).select_related("file")
    found = rows.first()
    if found is None or (not found.public and not actor.is_officer):
        return None
    viewer = VIEWERS.get(found.subject_kind)
    return found if viewer is not None and viewer(actor, subject_id=found.subject_id, at=at) else None
