"""The addresses of the machine doors of this room, below ``/api/v1/bonded/``."""

from django.urls import path

from bonded.api import messages, papers

app_name = "bonded_api"

urlpatterns = [
    path("messages", messages.messages, name="messages"),
    path("answers", messages.answers, name="answers"),
    path("ledgers", papers.ledger_list, name="ledgers"),
    path("ledgers/<str:ems_no>/items", papers.ledger_items, name="ledger_items"),
    path("inventories", papers.inventory_list, name="inventories"),
    path("inventories/<str:number>", papers.inventory, name="inventory"),
    path("documents", papers.document_list, name="documents"),
    path("documents/<str:number>", papers.document, name="document"),
    path("gate-passes", papers.pass_list, name="gate_passes"),
    path("gate-passes/<str:number>", papers.gate_pass, name="gate_pass"),
    path("parcels", papers.parcels, name="parcels"),
]
