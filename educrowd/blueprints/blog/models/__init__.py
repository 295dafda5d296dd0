from .author import Author
from .autosave import Autosave
from .comment import PostComment, PostCommentReport
from .draft_link import DraftLink
from .letter import Letter
from .media import Media
from .post import Post
from .redirect import Redirect, SlugRedirect
from .revision import Revision
from .series import Series
from .tag import Tag

__all__ = [
    "Author",
    "Autosave",
    "DraftLink",
    "Letter",
    "Media",
    "Post",
    "PostComment",
    "PostCommentReport",
    "Redirect",
    "Revision",
    "Series",
    "SlugRedirect",
    "Tag",
]
