"""What the resumes app knows about people: what they say about themselves when they look for work."""

from privacy.declarations import Activity, Basis, Clock, Personal, Reference, Service

ACTIVITIES = (
    Activity("job_matching", "취업 매칭", "Job matching", Basis.CONSENT, Clock("the latest consent", years=3)),
)

RESUME_ITEMS = {
    "title": "resume_content",
    "name": "name",
    "birth_date": "birth_date",
    "mobile": "mobile",
    "phone": "phone",
    "email": "email",
    "region_code": "address",
    "address": "address",
    "postcode": "address",
    "affiliation": "affiliation",
    "desired_job": "desired_job",
    "introduction": "resume_content",
}

DECLARATIONS = (
    Reference("resumes.Occupation"),
    Personal(
        "resumes.Resume",
        "job_matching",
        items=RESUME_ITEMS,
        plain=("id", "subject", "created_at", "updated_at"),
    ),
    Personal(
        "resumes.Education",
        "job_matching",
        items={"school": "education", "major": "education", "period": "education"},
        plain=("id", "subject", "resume", "position"),
    ),
    Personal(
        "resumes.Career",
        "job_matching",
        items={"employer": "career", "role": "career", "period": "career"},
        plain=("id", "subject", "resume", "position"),
    ),
    Personal(
        "resumes.Licence",
        "job_matching",
        items={"licence": "qualification", "issuer": "qualification", "period": "qualification"},
        plain=("id", "subject", "resume", "position"),
    ),
    Personal(
        "resumes.Attachment",
        "job_matching",
        items={"file": "attachment", "name": "attachment"},
        plain=("id", "subject", "resume", "size", "uploaded_at"),
    ),
)

SERVICES = (Service("resumes", "이력서", "Resumes", ("list_resumes", "write_resume", "show_resume", "edit_resume")),)
