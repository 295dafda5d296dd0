from .address import PledgeAddress
from .address_lock import AddressLock, PledgeUnlock
from .broadcast import Broadcast, BroadcastLetter
from .comment import ProjectComment, ProjectCommentReport, Thread
from .conversation import Conversation, Message
from .delivery import Delivery
from .fee_invoice import FeeInvoice, FeeInvoiceEntry
from .follow import Follow
from .gift import Gift
from .late_sale import LateSale
from .line import PledgeLine
from .match import Match
from .milestone import Milestone
from .month import PledgeMonth
from .planned_change import PlannedChange
from .planned_line import PlannedLine
from .pledge import Pledge, PledgeEvent
from .pledge_letter import PledgeLetter
from .pledge_source import PledgeSource
from .project import Project, ProjectClose, ProjectTotals
from .refund_request import RefundRequest
from .review import ProjectReview
from .reward import Reward
from .reward_file import RewardFile
from .shipping import ShippingRate, ShippingZone
from .survey import Survey
from .survey_question import QuestionReward, SurveyQuestion
from .survey_reply import SurveyAnswer, SurveyReply
from .tax import TaxRate
from .team import ProjectInvitation, ProjectMember
from .telling import Question, StretchGoal
from .variant import RewardVariant
from .waitlist_entry import WaitlistEntry

__all__ = [
    "AddressLock",
    "Broadcast",
    "BroadcastLetter",
    "Conversation",
    "Delivery",
    "FeeInvoice",
    "FeeInvoiceEntry",
    "Follow",
    "Gift",
    "LateSale",
    "Match",
    "Message",
    "Milestone",
    "PlannedChange",
    "PlannedLine",
    "Pledge",
    "PledgeAddress",
    "PledgeEvent",
    "PledgeLetter",
    "PledgeLine",
    "PledgeMonth",
    "PledgeSource",
    "PledgeUnlock",
    "Project",
    "ProjectClose",
    "ProjectComment",
    "ProjectCommentReport",
    "ProjectInvitation",
    "ProjectMember",
    "ProjectReview",
    "ProjectTotals",
    "Question",
    "QuestionReward",
    "RefundRequest",
    "Reward",
    "RewardFile",
    "RewardVariant",
    "ShippingRate",
    "ShippingZone",
    "StretchGoal",
    "Survey",
    "SurveyAnswer",
    "SurveyQuestion",
    "SurveyReply",
    "TaxRate",
    "Thread",
    "WaitlistEntry",
]
