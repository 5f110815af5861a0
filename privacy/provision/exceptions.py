"""Why a provision is refused."""


class ProvisionDenied(Exception):
    """There is no basis on which these values may be given to this recipient. The attempt is on record."""
