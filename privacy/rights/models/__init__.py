"""What people did to exercise their rights."""

from privacy.rights.models.acts import RightsAct
from privacy.rights.models.exports import DataExport

__all__ = ["DataExport", "RightsAct"]
