from educrowd.core.api import ApiBlueprint

api = ApiBlueprint("crowdfunding_api", __name__, url_prefix="/api/v1/crowdfunding")
