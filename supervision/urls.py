"""Addresses of this room; paths carry pre-entry numbers, never primary keys."""

from django.urls import path

from supervision.views import board, cases, entries, lists, queue, runs, sorting, stops

app_name = "supervision"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("next/", queue.claim_next, name="claim_next"),
    path("cases/<str:pre_no>/", cases.case, name="case"),
    path("cases/<str:pre_no>/claim/", queue.claim, name="claim"),
    path("cases/<str:pre_no>/return/", queue.release_claim, name="release_claim"),
    path("cases/<str:pre_no>/decide/", cases.decide, name="decide"),
    path("cases/<str:pre_no>/reveal/", cases.reveal, name="reveal"),
    path("board/", board.board, name="board"),
    path("office/", board.office, name="office"),
    path("entries/", entries.entries, name="entries"),
    path("entries/<str:pre_no>/", entries.entry, name="entry"),
    path("entries/<str:pre_no>/<slug:act>/", entries.entry_act, name="entry_act"),
    path("lists/", lists.lists, name="lists"),
    path("sorting/", sorting.sorting, name="sorting"),
    path("stops/new/", stops.stop_new, name="stop_new"),
    path("runs/", runs.runs, name="runs"),
    path("runs/<slug:job>/<str:day>/<int:part>/", runs.run, name="run"),
]
