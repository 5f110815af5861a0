"""What the corporate app knows about people."""

from privacy.declarations import Reference

DECLARATIONS = (Reference("corporate.Industry"),)
