from django.apps import AppConfig


class PostingsConfig(AppConfig):
    name = "recruitment.postings"
    label = "recruitment_postings"
