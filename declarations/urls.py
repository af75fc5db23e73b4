"""Addresses of this room; paths carry public numbers and business keys."""

from django.urls import path

from declarations.views import (
    documents,
    drafts,
    form,
    fragments,
    home,
    inbox,
    lists,
    one_list,
    receipts,
    upload,
)

app_name = "declarations"
urlpatterns = [
    path("lists/", lists.lists, name="lists"),
    path("lists/new/", form.new, name="new"),
    path("lists/<str:pre_no>/", one_list.show, name="list"),
    path("lists/<str:pre_no>/reveal/", one_list.reveal, name="list_reveal"),
    path("lists/<str:pre_no>/correct/", form.correct, name="correct"),
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/<str:number>/", form.draft, name="draft"),
    path("drafts/<str:number>/save/", fragments.save, name="draft_save"),
    path("drafts/<str:number>/delete/", drafts.delete, name="draft_delete"),
    path("form/preview/", fragments.preview, name="form_preview"),
    path("form/line/", fragments.line, name="form_line"),
    path("form/fields/", fragments.fields, name="form_fields"),
    path("form/lookup/", fragments.lookup, name="lookup"),
    path("documents/", documents.documents, name="documents"),
    path("orders/", documents.several, {"kind": "order"}, name="orders"),
    path("payments/", documents.several, {"kind": "payment"}, name="payments"),
    path("waybills/", documents.several, {"kind": "waybill"}, name="waybills"),
    path("orders/<str:code>/<path:number>/", documents.one, {"kind": "order"}, name="order"),
    path("payments/<str:code>/<path:number>/", documents.one, {"kind": "payment"}, name="payment"),
    path("waybills/<str:code>/<path:number>/", documents.one, {"kind": "waybill"}, name="waybill"),
    path("messages/", inbox.messages, name="messages"),
    path("messages/<int:number>/", inbox.message, name="message"),
    path("messages/<int:number>/raw/", inbox.raw, name="message_raw"),
    path("receipts/", receipts.receipts, name="receipts"),
    path("receipts/<int:number>/", receipts.receipt, name="receipt"),
    path("home/", home.panel, name="home_panel"),
    path("upload/", upload.upload, name="upload"),
    path("upload/<str:number>/", upload.upload_progress, name="upload_progress"),
]
