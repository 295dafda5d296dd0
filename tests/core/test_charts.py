from xml.etree import ElementTree

import pytest

from educrowd.core import charts

DAYS = [("1 March", 40), ("2 March", 90), ("3 March", 260)]


@pytest.mark.parametrize("chart", [charts.bars("Raised", DAYS), charts.pace("Raised", DAYS, goal=500, length=30)])
def test_a_chart_has_a_title_and_the_same_numbers_as_a_table(chart):
    figure = ElementTree.fromstring(str(chart))
    assert figure.findtext("figcaption") == "Raised"
    assert [cell.text for cell in figure.iter("td")] == ["40", "90", "260"]


def test_the_longest_bar_is_the_greatest_value():
    figure = ElementTree.fromstring(str(charts.bars("Raised", DAYS)))
    heights = [float(bar.attrib["height"]) for bar in figure.iter("rect")]
    assert heights == sorted(heights)


@pytest.mark.parametrize("rows", [[], [("1 March", 0)]])
def test_nothing_yet_can_be_drawn(rows):
    for chart in (charts.bars("Raised", rows), charts.pace("Raised", rows, goal=0)):
        ElementTree.fromstring(str(chart))


@pytest.mark.parametrize("series", [[], [0], [3, 1, 2]])
def test_a_sparkline_says_what_it_shows(series):
    line = ElementTree.fromstring(str(charts.sparkline(series, "Learners, last seven days")))
    assert line.get("aria-label") == "Learners, last seven days"


def test_a_label_cannot_break_out_of_a_chart():
    chart = charts.bars("<script>", [('"><script>', 1)])
    assert "<script>" not in chart
