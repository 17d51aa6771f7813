from collections.abc import Callable

import pytest

from browser.steps import EXAMPLES

HEAVIEST = 150_000  # bytes of the whole page
TEXT, DRAWN = 4.5, 3.0  # contrast that WCAG 2.2 AA asks of text, and of what is drawn
WORDS = (
    *("h1", "h1 span", ".language", ".draw", ".choose", ".number", ".state", ".legend span"),
    *(".says", ".panel h2", ".cap", ".key[aria-pressed=true] .cap", ".share", ".edits button"),
    *(".teach .promise", ".send", "footer .promise"),
    *(".box[data-state=sure] .tag", ".box[data-state=corrected] .tag"),
)
EDGES = (
    *(".box[data-state=sure]", ".box[data-state=corrected]", ".mark[data-state=sure]"),
    *(".mark[data-state=doubtful]", ".mark[data-state=refused]", ".mark[data-state=corrected]"),
)
AREAS = (".fill", ".key[aria-pressed=true] .fill")

THEMES = pytest.mark.parametrize("theme", ["light", "dark"])

# The colours that an element is seen in, as sRGB: its own, and those it lies on, from below.
COLOURS = """(it, property) => {
  const context = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const layers = [];
  for (let around = it; around; around = around.parentElement) {
    layers.unshift(getComputedStyle(around).backgroundColor);
  }
  const seen = (colour) => {
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  if (property === "backgroundColor") layers.pop();
  const below = layers.map(seen).at(-1);
  return [seen(getComputedStyle(it)[property]), below];
}"""


def luminance(colour: list[int]) -> float:
    """As WCAG 2.2 defines it."""
    shares = [level / 255 for level in colour]
    linear = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(page, selector, property_="color"):
    one, other = map(luminance, page.locator(selector).first.evaluate(COLOURS, property_))
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


@pytest.fixture(params=["light", "dark"])
def corrected(request, open_page: Callable, show: Callable):
    """The page in either theme with all its cards in sight."""
    page = open_page(color_scheme=request.param)
    show(page, "line.png", 8)
    page.locator(".box").nth(2).click()
    page.keyboard.press("3")
    page.mouse.move(0, 0)
    return page


def test_text_stands_out_from_what_it_lies_on(corrected):
    found = {selector: contrast(corrected, selector) for selector in WORDS}

    assert {selector: ratio for selector, ratio in found.items() if ratio < TEXT} == {}


def test_boxes_and_bars_stand_out_from_what_they_lie_on(corrected):
    found = {
        **{selector: contrast(corrected, selector, "borderTopColor") for selector in EDGES},
        **{selector: contrast(corrected, selector, "backgroundColor") for selector in AREAS},
    }

    assert {selector: ratio for selector, ratio in found.items() if ratio < DRAWN} == {}


@THEMES
def test_an_error_can_be_read(open_page, theme, tmp_path):
    (tmp_path / "notes.txt").write_text("no picture")
    page = open_page(color_scheme=theme)

    page.locator(".chosen-file").set_input_files(tmp_path / "notes.txt")
    page.locator(".notice").wait_for()

    assert contrast(page, ".notice strong") >= TEXT
    assert contrast(page, ".said") >= TEXT


def test_the_theme_is_the_systems_until_it_is_switched_and_then_remembered(open_page):
    def is_dark():
        return page.evaluate("getComputedStyle(document.body.parentElement).colorScheme") == "dark"

    page = open_page(color_scheme="light")
    page.locator(".theme").click()
    assert is_dark()
    assert page.locator(".theme").get_attribute("aria-pressed") == "true"

    page.reload()
    assert is_dark()


@pytest.mark.parametrize(("width", "locale"), [(360, "en-GB"), (360, "zh-CN"), (768, "en-GB")])
def test_nothing_is_wider_than_the_screen(open_page, show, width, locale):
    page = open_page(viewport={"width": width, "height": 740}, locale=locale)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0

    show(page, "rows.png", 20)
    page.locator(".box").nth(3).click()
    page.keyboard.press("5")

    assert page.evaluate(wide) == 0
    assert page.locator(".send").is_visible()


def test_the_page_is_light_and_comes_from_one_host_and_without_a_complaint(open_page, page_url):
    page = open_page()
    complaints, addresses, sizes = [], [], []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: addresses.append(request.url))
    page.on("response", lambda response: sizes.append(len(response.body())))

    page.reload(wait_until="networkidle")
    assert 10_000 < sum(sizes) < HEAVIEST
    page.locator(".chosen-file").set_input_files(EXAMPLES / "one.png")
    page.locator(".box").click()
    page.locator(".open-kept").click()
    page.wait_for_timeout(200)

    assert complaints == []
    strangers = [it for it in addresses if not it.startswith((page_url, "blob:", "data:"))]
    assert strangers == []


def test_every_module_is_asked_for_at_once_and_none_that_is_not_there(page):
    asked = set(
        page.locator("link[rel=modulepreload]").evaluate_all("all => all.map(it => it.href)")
    )
    loaded = page.evaluate(
        "performance.getEntriesByType('resource').map((it) => it.name)"
        ".filter((name) => name.endsWith('.js'))"
    )

    # One starts the page before it is painted, one puts it together.
    first = {f"{page.url}static/{name}.js" for name in ("early", "main")}
    assert asked | first == set(loaded)
