from xml.etree import ElementTree

import pytest

from educrowd.blueprints.crowdfunding.backers.forecasting import Forecast
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


def test_a_line_begins_at_nothing_and_reaches_today():
    ends = ("1 March", "4 March")
    figure = ElementTree.fromstring(str(charts.pace("Raised", DAYS[:1], goal=80, length=4, ends=ends)))
    assert figure.find(".//polyline").attrib["points"] == "0.0,196.0 160.0,100.0"
    assert figure.find("svg").attrib["aria-label"] == "Raised: 40 so far, 80 goal"
    assert [word.text for word in figure.iter("span")] == ["1 March", "4 March"]


def test_where_it_may_lead_is_drawn_and_said():
    ahead = Forecast(low=200, middle=300, high=400, days=5)
    figure = ElementTree.fromstring(str(charts.pace("Raised", DAYS, goal=300, length=10, ahead=ahead)))
    span, line = figure.find(".//*[@class='chart-span']"), figure.find(".//*[@class='chart-ahead']")
    heights = [float(point.split(",")[1]) for point in span.attrib["points"].split()]
    assert heights[2] < float(line.attrib["y2"]) < heights[1]
    assert "200 to 400, if it goes on like this" in figure.find("svg").attrib["aria-label"]
