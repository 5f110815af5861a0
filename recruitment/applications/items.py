"""The items of the policy that an application freezes, by the names that its fields carry."""

FROZEN = (
    "name", "birth_date", "mobile", "phone", "email", "address", "affiliation", "desired_job", "resume_content",
    "education", "career", "qualification",
)  # fmt: skip
