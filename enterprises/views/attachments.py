"""The download of an attachment: always as a file, never shown inside a page."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from enterprises.middleware import actor_of
from enterprises.selectors.viewers import attachment_for
from kernel import clock, files


@require_safe
@login_required
def download(request: HttpRequest, number: str) -> StreamingHttpResponse:
    """The file, for whoever may see what it is attached to; 404 for everybody else."""
    found = attachment_for(actor_of(request), number=number, at=clock.now())
    if found is None:
        raise Http404(number)
    response = StreamingHttpResponse(files.read(found.file), content_type=found.content_type)
    response["Content-Disposition"] = content_disposition_header(True, found.name)
    response["Content-Length"] = str(found.size)
    return response
