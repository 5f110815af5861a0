"""Addresses of applications, the seeker's and the company's."""

from django.urls import path

from recruitment.applications import company_views, ended_views, views

urlpatterns = [
    path("jobs/<uuid:posting_id>/apply/", views.apply, name="apply"),
    path("me/applications/", views.list_applications, name="list_applications"),
    path("me/applications/<uuid:application_id>/", views.show_application, name="show_application"),
    path("me/applications/<uuid:application_id>/withdraw/", views.withdraw, name="withdraw_application"),
    path("company/applicants/", company_views.list_applicants, name="list_applicants"),
    path("me/applications/<uuid:application_id>/contact/", views.answer_contact, name="answer_contact"),
    path("company/applicants/<uuid:application_id>/ask-contact/", company_views.ask_contact, name="ask_contact"),
    path("company/applicants/ended/", ended_views.list_ended_accesses, name="list_ended_accesses"),
    path(
        "company/applicants/ended/<uuid:end_id>/confirm/",
        ended_views.confirm_ended_access,
        name="confirm_ended_access",
    ),
    path("company/applicants/<uuid:application_id>/", company_views.show_applicant, name="show_applicant"),
    path("company/applicants/<uuid:application_id>/move/", company_views.move, name="move_application"),
    path(
        "company/applicants/files/<uuid:file_id>/",
        company_views.download_applicants_file,
        name="download_applicants_file",
    ),
]
