from xml.etree import ElementTree as ET

import pytest

from shuzi.coverage import CoverageCurve
from shuzi.reliability import reliability
from shuzi.report.charts import draw_confidences, draw_coverage, draw_reliability
from shuzi.strangers import Separation

SVG = "{http://www.w3.org/2000/svg}"


def parsed(text):
    # Within a page the browser knows these prefixes; a parser of XML has to be told.
    namespaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return ET.fromstring(text.replace("<svg ", f"<svg {namespaces} ", 1))  # noqa: S314  ours


def words(root):
    return " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))


def charts():
    separations = [Separation("letters & signs", 0.9, 0.1, (0.1, 0.3))]
    return {
        "reliability": draw_reliability(reliability([0.95, 0.97, 0.5], [True, True, False])),
        "coverage": draw_coverage(CoverageCurve.of([0.9, 0.6], [True, False], 3), 0.7),
        "confidences": draw_confidences([0.9, 1.0], separations),
    }


@pytest.mark.parametrize("name", ["reliability", "coverage", "confidences"])
def test_a_chart_is_text_and_colours_of_the_page_under_names_of_its_own(name):
    text = charts()[name]
    root = parsed(text)

    assert root.get("role") == "img"
    assert len(root.get("aria-label")) > 20
    assert root.get("width") is None
    assert all(part.get("id").startswith(f"{name}-") for part in root.iter() if part.get("id"))
    assert "var(--accent)" in text
    assert "var(--quiet)" in text
    assert "#01" not in text.replace("url(#", "").replace('href="#', "")
    assert "font-family" not in text
    assert text == charts()[name]


def test_charts_say_what_they_show():
    drawn = {name: parsed(text) for name, text in charts().items()}

    assert "confidence" in words(drawn["reliability"])
    assert "93% to 100%: 2 answers, 100% right" in drawn["reliability"].get("aria-label")
    assert "limit 0.70: 33.3 % answered," in words(drawn["coverage"])
    assert "0.00 % of them wrong" in words(drawn["coverage"])
    assert "letters & signs" in words(drawn["confidences"])
    assert "digits: median 95%; letters & signs: median 20%" in drawn["confidences"].get(
        "aria-label"
    )
