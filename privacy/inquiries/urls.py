"""Addresses of inquiries: the member's and the agency's."""

from django.urls import path

from privacy.inquiries import agency_views, views

app_name = "inquiries"
urlpatterns = [
    path("privacy/inquiries/new/", views.new, name="new"),
    path("me/privacy/inquiries/", views.own, name="own"),
    path("me/privacy/inquiries/<uuid:inquiry_id>/", views.show, name="show"),
    path("me/privacy/inquiries/<uuid:inquiry_id>/close/", views.close, name="close"),
    path("agency/", agency_views.inbox, name="inbox"),
    path("agency/inquiries/<uuid:inquiry_id>/", agency_views.answer, name="answer"),
    path("agency/inquiries/<uuid:inquiry_id>/items/", agency_views.items, name="items"),
]
