from . import said  # noqa: F401  (counts what is said about posts)
from .author import Author
from .autosave import Autosave
from .comment import PostComment, PostCommentReport
from .contact_message import ContactMessage
from .draft_link import DraftLink
from .entry import Entry
from .front_page import FrontPage
from .imported import ImportedItem
from .letter import Letter
from .media import Media
from .mention import Mention
from .newsletter import Newsletter, NewsletterLetter
from .page import Page
from .post import Post
from .redirect import Redirect, SlugRedirect
from .revision import Revision
from .sent_mention import SentMention
from .series import Series
from .subscriber import Subscriber
from .tag import Tag
from .visit_count import VisitCount

__all__ = [
    "Author",
    "Autosave",
    "ContactMessage",
    "DraftLink",
    "Entry",
    "FrontPage",
    "ImportedItem",
    "Letter",
    "Media",
    "Mention",
    "Newsletter",
    "NewsletterLetter",
    "Page",
    "Post",
    "PostComment",
    "PostCommentReport",
    "Redirect",
    "Revision",
    "SentMention",
    "Series",
    "SlugRedirect",
    "Subscriber",
    "Tag",
    "VisitCount",
]
