"""The page of cookies, open to everybody from every page."""

from django.urls import path

from privacy.cookies import views

app_name = "cookies"
urlpatterns = [path("", views.choose, name="choose")]
