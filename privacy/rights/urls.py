"""Addresses of the privacy centre and of the leaver's code."""

from django.urls import path

from privacy.rights import consent_views, views

app_name = "rights"
urlpatterns = [
    path("me/privacy/", views.overview, name="overview"),
    path("me/privacy/consents/", consent_views.consents, name="consents"),
    path("me/privacy/consents/<slug:activity>/withdraw/", consent_views.withdraw, name="withdraw_consent"),
    path(
        "me/privacy/consents/<slug:activity>/<uuid:recipient_id>/withdraw/",
        consent_views.withdraw,
        name="withdraw_consent",
    ),
    path("me/privacy/consents/<slug:activity>/give/", consent_views.give, name="give_consent"),
    path("me/privacy/consents/<slug:activity>/<uuid:recipient_id>/give/", consent_views.give, name="give_consent"),
    path("me/privacy/disclosures/", views.disclosures, name="disclosures"),
    path("me/privacy/withdraw/", views.withdraw, name="withdraw"),
    path("privacy/destruction/", views.destruction, name="destruction"),
]
