"""Addresses of this room; paths carry public codes, never primary keys."""

from django.urls import path

from enterprises.views import directory, firm, home, mailbox, profile

app_name = "enterprises"
urlpatterns = [
    path("", home.home, name="home"),
    path("help/", home.help_page, name="help"),
    path("firm/", firm.firm, name="firm"),
    path("firm/people/", firm.firm_people, name="people"),
    path("firm/tokens/", firm.firm_tokens, name="tokens"),
    path("firm/tokens/<slug:prefix>/revoke/", firm.token_revoke, name="token_revoke"),
    path("firm/act-for/", firm.act_for, name="act_for"),
    path("firms/", directory.firms, name="directory"),
    path("firms/<slug:customs_code>/", directory.firm_page, name="firm_page"),
    path("firms/<slug:customs_code>/reading/", directory.firm_reading, name="firm_reading"),
    path("profile/", profile.profile, name="profile"),
    path("accounts/email/", profile.address, name="address"),
    path("language/", profile.language, name="language"),
    path("demo/mailbox/", mailbox.mailbox, name="mailbox"),
]
