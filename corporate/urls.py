"""Addresses of companies."""

from django.urls import path

from corporate import views

urlpatterns = [
    path("companies/<uuid:company_id>/", views.company_page, name="company_page"),
    path("companies/<uuid:company_id>/logo.png", views.company_logo, name="company_logo"),
    path("company/logo/", views.change_logo, name="change_company_logo"),
    path("company/logo/delete/", views.delete_logo, name="delete_company_logo"),
    path("company/", views.company_home, name="company_home"),
    path("company/profile/", views.company_profile, name="company_profile"),
]
