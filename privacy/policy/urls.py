"""The policy's public pages, readable without signing in (PIPA art. 30(2))."""

from django.urls import path

from privacy.policy import views

app_name = "policy"
urlpatterns = [
    path("", views.show_policy, name="show_policy"),
    path("versions/", views.list_versions, name="list_versions"),
    path("versions/compare/", views.compare_versions, name="compare_versions"),
    path("versions/<int:number>/", views.show_version, name="show_version"),
    path("versions/<int:number>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("versions/<int:number>/source/", views.show_source, name="show_source"),
]
