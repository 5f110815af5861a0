"""Addresses of postings."""

from django.urls import path

from recruitment.postings import views

urlpatterns = [
    path("jobs/", views.list_postings, name="list_postings"),
    path("jobs/<uuid:posting_id>/", views.show_posting, name="show_posting"),
    path("company/postings/", views.company_postings, name="company_postings"),
    path("company/postings/new/", views.new_posting, name="new_posting"),
    path("company/postings/<uuid:posting_id>/", views.edit_posting, name="edit_posting"),
    path("company/postings/<uuid:posting_id>/publish/", views.publish, name="publish_posting"),
    path("company/postings/<uuid:posting_id>/close/", views.close, name="close_posting"),
]
