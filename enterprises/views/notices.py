"""A person's notices: the list, opening one, the number on the bell, and what to be told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enterprises.forms.notices import ChoicesForm
from enterprises.middleware import actor_of
from enterprises.selectors.notices import address_of, choices_of, copy_of, notices_page, unread_badge
from enterprises.services.notices_choices import mail_topic, set_choices
from enterprises.services.notices_reading import mark_all_read, mark_read
from kernel import clock


@require_safe
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """The newest first; ``?unread=1`` shows only those not read."""
    unread_only = request.GET.get("unread") == "1"
    found = notices_page(actor_of(request), after=request.GET.get("after"), unread_only=unread_only)
    return render(request, "enterprises/notices.html", {"page": found, "unread_only": unread_only})


@require_safe
@login_required
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """Open a notice: it is read, and its subject's page follows (the list, where it has none)."""
    actor = actor_of(request)
    copy = copy_of(actor, number=number)
    if copy is None:
        raise Http404(number)
    if copy.notice.firm is not None and copy.notice.firm_id != actor.firm_id:
        said = _("This notice is for %(firm)s: change to that firm in the menu first.")
        messages.warning(request, said % {"firm": copy.notice.firm.name_zh})
        return redirect("enterprises:notices")
    mark_read(actor=actor, number=number, at=clock.now())
    return redirect(address_of(copy.notice) or "enterprises:notices")


@require_POST
@login_required
def notices_read(request: HttpRequest) -> HttpResponse:
    """All are read."""
    mark_all_read(actor=actor_of(request), at=clock.now())
    return redirect("enterprises:notices")


@require_safe
@login_required
def notice_count(request: HttpRequest) -> HttpResponse:
    """The number on the bell, asked for once a minute by every open page."""
    user_id = actor_of(request).user_id
    assert user_id is not None
    return render(request, "enterprises/_notice_count.html", {"unread": unread_badge(user_id)})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def notice_settings(request: HttpRequest) -> HttpResponse:
    """Choose what counts and what is mailed: kind by kind, or the mail of a whole topic."""
    actor = actor_of(request)
    form = ChoicesForm(choices_of(actor), request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "enterprises/notice_settings.html", {"form": form})
    for word, mail in (("mail_all", True), ("mail_none", False)):
        if request.POST.get(word):
            mail_topic(actor=actor, topic=request.POST[word], mail=mail)
            break
    else:
        set_choices(actor=actor, choices=form.choices())
    messages.success(request, _("Your choice was saved."))
    return redirect("enterprises:notice_settings")
