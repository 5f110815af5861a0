"""What people did to exercise their rights."""

from privacy.rights.models.acts import RightsAct
from privacy.rights.models.exports import DataExport
from privacy.rights.models.requests import RightsRequest, RightsRequestEvent

__all__ = ["DataExport", "RightsAct", "RightsRequest", "RightsRequestEvent"]
