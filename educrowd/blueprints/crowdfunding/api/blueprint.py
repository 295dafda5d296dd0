"""/api/v1/crowdfunding"""

from educrowd.core.api import ApiBlueprint

crowdfunding = ApiBlueprint(
    "crowdfunding_api",
    __name__,
    url_prefix="/api/v1/crowdfunding",
    description="Projects, rewards, pledges and the books",
)
