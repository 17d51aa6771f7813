import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from shuzi.corruptions.families import FAMILIES
from shuzi.evaluation import Outcome, evaluate
from shuzi.records import Measured, Record
from shuzi.report.page import render, write_report

VOID = {"meta", "link", "img", "br", "input", "use"}


class Checked(HTMLParser):
    """Every element ended in turn; ids, links and addresses."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.addresses, self.images = [], [], [], [], []
        self.words = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            self.ids.append(given["id"])
        self.links += [given["href"]] if tag == "a" else []
        self.addresses += [given[name] for name in ("src", "href", "srcset") if name in given]
        self.images += [given] if tag == "img" else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.words += f" {data}"

    @property
    def text(self):
        return " ".join(self.words.split())


@pytest.fixture(scope="module")
def html(findings):
    return render(findings)


@pytest.fixture(scope="module")
def page(html):
    return Checked(html)


def test_it_asks_nothing_of_any_other_place(html, page):
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

    assert f'http-equiv="Content-Security-Policy" content="{policy}"' in html
    assert all(address.startswith(("data:", "#")) for address in page.addresses)
    assert not re.search(r"url\((?!#)", html)
    assert "@import" not in html
    assert "<script" not in html
    assert "http:" not in html.replace("http://www.w3.org/", "")
    assert "https:" not in html


def test_every_part_is_named_once_and_found(page):
    assert len(set(page.ids)) == len(page.ids)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert len(page.links) == 8


def test_pictures_have_words(page):
    assert page.images
    assert all(image["alt"] for image in page.images)


def test_it_says_what_was_found(page):
    text = page.text.replace("\N{NO-BREAK SPACE}", " ")

    assert "How well some model 1.0 reads some <digits>" in text
    assert "95.00 %" in text
    assert "read right, 38 of 40; 95 % interval 83.50 % to 98.62 %" in text
    assert "3 read 8 95.0 % sure, no. 3" in text
    assert "7 read ?" in text
    assert "labelled 3, rather 8" in text
    assert "0.5, used here 97.50 % 2.564 % 2.500 %" in text
    assert "drawn letters 4 25.0 % 0.9876" in text
    assert "fog 50.0 % refused 50.0 %" in text
    assert "FGSM 2 50.0 %" in text
    assert "0.40 ms" in text
    assert "a sentence & why" in text


def test_the_confusion_has_each_count_once(html):
    table = html[html.index('class="confusion"') : html.index("– is refused")]
    cells = re.findall(r"<td class=\"([^\"]*)\"[^>]*>(\d*)</td>", table)

    assert len(cells) == 110
    assert sum(int(count) for _, count in cells if count) == 40
    assert sum(int(count) for name, count in cells if count and "right" in name) == 38


def test_spoilt_digits_are_shown_for_each_family_measured(html):
    assert 'alt="Digits with fog"' in html
    assert all(f'alt="Digits with {name}"' not in html for name in FAMILIES if name != "fog")


def test_what_was_not_measured_is_left_out(findings):
    bare = replace(findings, corruptions=(), attacks=(), separations=(), suspects=(), omitted=())
    page = Checked(render(bare))

    assert "strangers" not in page.ids
    assert "spoilt" not in page.ids
    assert len(page.links) == 6
    assert "None is suspected." in page.text
    assert "Not measured" not in page.text


def test_names_from_the_data_are_text(findings, read):
    worst = replace(read.records[3], name="<script>alert(1)</script>.png")
    shown = render(replace(findings, measured=replace(read, records=(worst,))))

    assert "<script>" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_numbers_have_no_frames(findings, tmp_path):
    outcomes = (Outcome(1, 1, 0.9), Outcome(2, 3, 0.8))
    record = Record("a.png", "12", "13", outcomes, tmp_path / "a.png")
    measured = Measured(evaluate("numbers", outcomes, string_accuracy=0.0), (record,))
    page = Checked(render(replace(findings, measured=measured, unlimited=measured, corruptions=())))

    assert "12 read 13" in page.text
    assert "of whole pictures read exactly" in page.text
    assert page.images == page.images[:1]  # the suspect's; that of the number cannot be read


def test_where_nothing_is_answered_there_are_no_charts_of_answers(findings):
    outcomes = (Outcome(1, None, 0.1),)
    record = Record("a.png", "1", "?", outcomes)
    measured = Measured(evaluate("refused", outcomes), (record,))
    shown = render(replace(findings, measured=measured, unlimited=measured))

    assert 'id="reliability-' not in shown
    assert 'id="coverage-' not in shown


def test_it_is_written_whole(findings, html, tmp_path):
    path = write_report(findings, tmp_path / "new")

    assert path == tmp_path / "new" / "index.html"
    assert path.read_text(encoding="utf-8") == html
    assert [file.name for file in path.parent.iterdir()] == ["index.html"]
