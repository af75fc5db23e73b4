"""The machine doors of this room, below ``/api/v1/``."""

from django.urls import path

from declarations import api

app_name = "api"

urlpatterns = [
    path("ceb/messages", api.messages, name="messages"),
    path("ceb/receipts", api.receipts, name="receipts"),
    path("lists/<str:pre_no>", api.list_status, name="list"),
]
