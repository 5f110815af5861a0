"""What the resumes app knows about people."""

from privacy.declarations import Reference

DECLARATIONS = (Reference("resumes.Occupation"),)
