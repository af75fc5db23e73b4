"""Addresses of this room; paths carry pre-entry numbers, never primary keys."""

from django.urls import path

from supervision.views import board, cases, lists, queue, runs

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
    path("lists/", lists.lists, name="lists"),
    path("runs/", runs.runs, name="runs"),
    path("runs/<slug:job>/<str:day>/<int:part>/", runs.run, name="run"),
]
