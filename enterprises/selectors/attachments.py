"""The attachments of subjects, for their pages; who may open one stands in ``selectors/viewers.py``."""

from collections.abc import Iterable

from enterprises.models import Attachment

# VIEWERS, the table of who may open the attachments of which kind of subject, stands in
# enterprises/selectors/viewers.py: the selectors of the topics import this module, not that one.


def attachments_of(
    subject_kind: str, *, subject_ids: Iterable[int], public_only: bool = False
) -> dict[int, list[Attachment]]:
    """The attachments of each of the subjects in the order they came; those without any are left out.

    One query however many subjects. ``public_only``: without those that are for officers only.
    """
    wanted = set(subject_ids)
    if not wanted:
        return {}
    rows = Attachment.objects.filter(subject_kind=subject_kind, subject_id__in=wanted, removed_at=None)
    if public_only:
        rows = rows.filter(public=True)
    found: dict[int, list[Attachment]] = {}
    for row in rows.select_related("by").order_by("id"):
        found.setdefault(row.subject_id, []).append(row)
    return found
