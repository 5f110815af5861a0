"""Addresses of a member's resumes."""

from django.urls import path

from resumes import views

urlpatterns = [
    path("me/resumes/", views.list_resumes, name="list_resumes"),
    path("me/resumes/new/", views.write_new_resume, name="write_resume"),
    path("me/resumes/<uuid:resume_id>/", views.show_resume, name="show_resume"),
    path("me/resumes/<uuid:resume_id>/edit/", views.edit_resume, name="edit_resume"),
    path("me/resumes/<uuid:resume_id>/delete/", views.delete, name="delete_resume"),
    path("me/resumes/<uuid:resume_id>/files/", views.attach_file, name="attach_file"),
    path("me/resumes/files/<uuid:attachment_id>/", views.download_file, name="download_file"),
    path("me/resumes/files/<uuid:attachment_id>/delete/", views.delete_file, name="delete_file"),
]
