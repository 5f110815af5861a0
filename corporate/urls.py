"""Addresses of companies."""

from django.urls import path

from corporate import views

urlpatterns = [
    path("companies/<uuid:company_id>/", views.company_page, name="company_page"),
    path("company/", views.company_home, name="company_home"),
    path("company/profile/", views.company_profile, name="company_profile"),
]
