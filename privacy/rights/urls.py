"""Addresses of the privacy centre and of the leaver's code."""

from django.urls import path

from privacy.rights import views

app_name = "rights"
urlpatterns = [
    path("me/privacy/", views.overview, name="overview"),
    path("me/privacy/disclosures/", views.disclosures, name="disclosures"),
    path("me/privacy/withdraw/", views.withdraw, name="withdraw"),
    path("privacy/destruction/", views.destruction, name="destruction"),
]
