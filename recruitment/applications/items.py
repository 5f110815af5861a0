"""The fields that an application freezes, and the policy's item of each; the item of the files sent along."""

FROZEN = {
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
    "resume_content": "resume_content",
    "education": "education",
    "career": "career",
    "qualification": "qualification",
}
# Finer than the city or district that the notice of the consent tells: seen with the contact data only (rule 14).
FINER = frozenset({"address", "postcode"})
FILE_ITEM = "attachment"
