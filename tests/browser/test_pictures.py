import csv

import pytest
from PIL import Image

from browser.steps import EXAMPLES, expect, number, wait_for_places

with (EXAMPLES / "labels.csv").open(encoding="utf-8", newline="") as file:
    TEXTS = {row["file"]: row["text"].replace(" ", "\n") for row in csv.DictReader(file)}


@pytest.mark.parametrize("name", TEXTS)
def test_every_digit_of_an_example_has_its_box_and_value(page, show, name):
    digits = TEXTS[name].replace("\n", "")

    show(page, name, len(digits))

    assert number(page) == TEXTS[name]
    expect(page.locator(".model")).to_contain_text("handwriting")
    assert "".join(page.locator(".box .tag").all_text_contents()) == digits


def test_boxes_lie_on_the_digits_however_large_they_are_shown(page, show):
    show(page, "line.png", 8)

    def share():
        layer, box = (page.locator(it).first.bounding_box() for it in (".layer", ".box"))
        return (box["x"] - layer["x"]) / layer["width"], box["width"] / layer["width"]

    before = share()
    page.locator(".closer").click()

    assert page.locator(".layer").bounding_box()["width"] > 1000
    assert share() == pytest.approx(before, abs=0.005)


def test_the_panel_shows_what_the_network_saw_and_ten_probabilities(page, show):
    show(page, "one.png", 1)
    assert page.locator(".panel").is_hidden()

    page.locator(".box").click()

    expect(page.locator(".says")).to_contain_text("5: certain")
    assert page.locator(".frame").evaluate("it => [it.naturalWidth, it.naturalHeight]") == [28, 28]
    keys = page.locator(".key")
    assert keys.count() == 10
    assert [keys.nth(digit).get_attribute("aria-pressed") for digit in (4, 5)] == ["false", "true"]
    heights = keys.locator(".fill").evaluate_all("all => all.map((it) => it.offsetHeight)")
    assert max(heights) == heights[5] > 20


def test_a_picture_on_its_side_is_turned_until_it_can_be_read(page, tmp_path):
    with Image.open(EXAMPLES / "line.png") as picture:
        picture.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "side.png")

    page.locator(".chosen-file").set_input_files(tmp_path / "side.png")
    with page.expect_request("**/v1/read?*rotate=90*"):
        page.locator(".turn").click()

    expect(page.locator(".number")).to_have_text("14803672")
    layer = page.locator(".layer").bounding_box()
    assert layer["width"] > layer["height"]


def test_a_file_that_the_browser_cannot_show_is_read_on_a_blank_sheet(page, tmp_path):
    with Image.open(EXAMPLES / "line.png") as picture:
        picture.convert("RGB").save(tmp_path / "line.tiff")
        shape = picture.width / picture.height

    page.locator(".chosen-file").set_input_files(tmp_path / "line.tiff")
    wait_for_places(page, 8)

    assert number(page) == "14803672"
    assert page.locator(".blank-note").is_visible()
    layer = page.locator(".layer").bounding_box()
    assert layer["width"] / layer["height"] == pytest.approx(shape, rel=0.02)


@pytest.mark.parametrize("event", ["drop", "paste"])
def test_a_picture_can_be_dropped_and_pasted(page, event):
    page.evaluate(
        """([event, bytes]) => {
          const files = new DataTransfer();
          files.items.add(new File([new Uint8Array(bytes)], "one.png", {type: "image/png"}));
          document.dispatchEvent(event === "drop"
            ? new DragEvent("drop", {dataTransfer: files, cancelable: true})
            : new ClipboardEvent("paste", {clipboardData: files}));
        }""",
        [event, list((EXAMPLES / "one.png").read_bytes())],
    )

    expect(page.locator(".number")).to_have_text("5")


def test_the_picture_is_still_there_after_some_drawing(page, show):
    show(page, "one.png", 1)

    page.locator(".draw").click()
    wait_for_places(page, 0)
    page.locator(".choose").click()

    expect(page.locator(".number")).to_have_text("5")


def test_the_number_can_be_copied(open_page, show):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    show(page, "rows.png", 20)

    page.locator(".copy").click()

    expect(page.locator(".copy")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == TEXTS["rows.png"]


def test_a_name_with_a_script_in_it_is_only_text(page, tmp_path):
    path = tmp_path / "<img src=x onerror=document.title='owned'>.png"
    path.write_bytes(b"no picture at all")

    page.locator(".chosen-file").set_input_files(path)

    expect(page.locator(".notice")).to_contain_text("<img src=x")
    assert page.title() != "owned"
