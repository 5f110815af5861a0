"""Addresses of the privacy centre and of the leaver's code."""

from django.urls import path

from privacy.rights import consent_views, export_views, ledger_views, request_views, restrict_views, views

app_name = "rights"
urlpatterns = [
    path("me/privacy/", views.overview, name="overview"),
    path("me/privacy/consents/", consent_views.consents, name="consents"),
    path("me/privacy/consents/renew/", consent_views.renew, name="renew"),
    path("me/privacy/consents/changed/", consent_views.changed, name="changed"),
    path("me/privacy/consents/receipts/<uuid:event_id>/", consent_views.receipt, name="receipt"),
    path("me/privacy/consents/<slug:activity>/withdraw/", consent_views.withdraw, name="withdraw_consent"),
    path(
        "me/privacy/consents/<slug:activity>/<uuid:recipient_id>/withdraw/",
        consent_views.withdraw,
        name="withdraw_consent",
    ),
    path("me/privacy/consents/<slug:activity>/give/", consent_views.give, name="give_consent"),
    path("me/privacy/consents/<slug:activity>/<uuid:recipient_id>/give/", consent_views.give, name="give_consent"),
    path("me/privacy/disclosures/", ledger_views.disclosures, name="disclosures"),
    path("me/privacy/disclosures/lists/", ledger_views.appearances, name="appearances"),
    path("me/privacy/disclosures/<uuid:provision_id>/", ledger_views.disclosure, name="disclosure"),
    path("me/privacy/disclosures/<uuid:recipient_id>/recall/", ledger_views.recall_disclosures, name="recall"),
    path("me/privacy/export/", export_views.exports, name="exports"),
    path("me/privacy/export/<uuid:export_id>/", export_views.download_export, name="download_export"),
    path("me/privacy/export/<uuid:export_id>/cancel/", export_views.cancel_export, name="cancel_export"),
    path("me/privacy/requests/", request_views.requests, name="requests"),
    path("me/privacy/requests/new/", request_views.new_request, name="new_request"),
    path("me/privacy/requests/<uuid:request_id>/", request_views.show_request, name="show_request"),
    path("me/privacy/restrict/", restrict_views.restriction, name="restriction"),
    path("me/privacy/restrict/lift/", restrict_views.lift_restriction, name="lift_restriction"),
    path("me/privacy/withdraw/", views.withdraw, name="withdraw"),
    path("verify/", consent_views.verify, name="verify"),
    path("privacy/destruction/", views.destruction, name="destruction"),
]
