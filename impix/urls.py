"""Root URLs. Language is part of the address: Korean unprefixed, English under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from impix import health, views

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path(".well-known/signing-keys.json", views.signing_keys, name="signing_keys"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("", include("members.urls")),
        path("mail/", views.mail, name="mail"),
        path("", include("corporate.urls")),
        path("", include("resumes.urls")),
        path("", include("recruitment.postings.urls")),
        path("", include("recruitment.applications.urls")),
        path("admin/", admin.site.urls),
        path("", include("privacy.rights.urls")),
        path("", include("privacy.inquiries.urls")),
        path("privacy/cookies/", include("privacy.cookies.urls")),
        path("privacy/", include("privacy.policy.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "impix.errors.bad_request"
handler403 = "impix.errors.permission_denied"
handler404 = "impix.errors.page_not_found"
handler429 = "impix.errors.too_many_requests"  # allauth's rate limits
handler500 = "impix.errors.server_error"
