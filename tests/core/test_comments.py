"""What all comments share: the judgement, the words, the verbs."""

import pytest

from educrowd.core.comments import Moderated, Verdict, as_html, judge
from educrowd.core.comments.blocklist import parse
from educrowd.core.comments.moderated import NotNow


class Bob:
    id = 7


class Comment(Moderated):
    """Without a table: the verbs need none."""

    def __init__(self, status="held", body="Hello", reports_count=0):
        self.status, self.body, self.because, self.status_before = status, body, "", None
        self.reports_count, self.reports_judged = reports_count, 0


def test_somebody_known_is_published_at_once():
    assert judge("Lovely!", is_known=True) == Verdict("published", "")


def test_the_first_comment_of_a_stranger_waits():
    assert judge("Lovely!", is_known=False).status == "held"


def test_a_filled_in_trap_hides_even_what_somebody_known_wrote():
    assert judge("Lovely!", is_known=True, trap="http://spam.example").status == "hidden"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Win at the CASINO tonight", "casino"),
        ("cas\u200bino", "casino"),
        ("ｃａｓｉｎｏ", "casino"),
        ("casinos everywhere", "casino*"),
        ("cheap watches here", "cheap  watches"),
    ],
)
def test_a_blocked_word_holds_however_it_is_dressed(text, word):
    verdict = judge(text, is_known=True, blocked_words=parse(word))
    assert verdict.status == "held"
    assert parse(word)[0] in verdict.because


@pytest.mark.parametrize("text", ["Scunthorpe", "casinos", "occasion"])
def test_a_blocked_word_inside_another_word_holds_nothing(text):
    assert judge(text, is_known=True, blocked_words=["casino", "horpe", "cas"]).status == "published"


def test_many_links_say_why_a_stranger_waits():
    links = "http://a.example http://b.example www.c.example"
    assert "links" in judge(links, is_known=False).because
    assert judge(links, is_known=True).status == "published"


def test_blocked_words_are_read_one_a_line_and_once():
    assert parse("casino\n\n  pills \ncasino\n*\n") == ["casino", "pills"]


def test_markup_is_shown_and_links_are_made_safe():
    html = as_html("<script>x</script>\nsee https://mirror.example/a?b=1&c=2.\n\n[x](javascript:alert(1))")
    assert "<script>" not in html
    assert "&lt;script&gt;x&lt;/script&gt;<br>see " in html
    href = "https://mirror.example/a?b=1&amp;c=2"
    assert f'<a href="{href}" rel="nofollow ugc noopener">{href}</a>.</p>' in html
    assert html.count("<a ") == 1
    assert html.count('<p dir="auto">') == 2


def test_an_address_cannot_break_out_of_its_attribute():
    html = as_html("https://a.example/\"onmouseover=alert(1)// 'x'")
    assert '<a href="https://a.example/" ' in html
    assert "&#34;onmouseover" in html


def test_text_that_would_turn_the_page_around_does_not():
    assert "\u202e" not in as_html("abc\u202edef")


def test_each_verb_can_be_undone_once():
    for verb, status in (("approve", "published"), ("hide", "hidden"), ("delete", "deleted")):
        comment = Comment()
        getattr(comment, verb)(by=Bob())
        assert (comment.status, comment.moderator_id) == (status, 7)
        comment.undo(by=Bob())
        assert comment.status == "held"
        with pytest.raises(NotNow):
            comment.undo(by=Bob())


def test_a_judged_report_waits_again_after_undo():
    comment = Comment("published", reports_count=2)
    assert comment.has_open_reports
    comment.approve(by=Bob())
    assert not comment.has_open_reports
    comment.undo(by=Bob())
    assert comment.has_open_reports


def test_what_its_author_removed_is_brought_back_by_nobody():
    comment = Comment("published")
    comment.withdraw()
    assert comment.body == ""
    for verb in ("approve", "undo"):
        with pytest.raises(NotNow):
            getattr(comment, verb)(by=Bob())
