from io import BytesIO

import pytest
from PIL import Image

from browser.steps import EXAMPLES, expect, number
from shuzi import Reader


@pytest.fixture(autouse=True)
def nothing_kept(page):
    """No test finds what another has left."""
    page.request.delete(f"{page.url}v1/corrections")


@pytest.fixture
def corrected(page, show):
    """The page, where the 5 of an example has been called a 6."""
    show(page, "one.png", 1)
    page.locator(".box").click()
    page.locator(".key").nth(6).click()
    return page


def kept(page):
    page.locator(".open-kept").click()
    return page.locator("dialog.kept li")


def test_a_correction_is_shown_and_nothing_is_sent_by_itself(corrected):
    assert number(corrected) == "6"
    assert corrected.locator(".box").get_attribute("data-state") == "corrected"
    assert corrected.locator(".says").inner_text() == "You say 6; shuzi read 5"
    expect(corrected.locator(".teach .promise")).to_contain_text("Only these crops are kept")

    assert kept(corrected).count() == 0


def test_what_is_taught_is_found_among_what_is_kept_and_can_be_deleted(corrected):
    with corrected.expect_response("**/v1/corrections") as answer:
        corrected.locator(".send").click()
    assert answer.value.status == 201
    expect(corrected.locator(".toast")).to_contain_text("Kept one crop")
    assert corrected.locator(".teach").is_hidden()

    entries = kept(corrected)
    expect(entries).to_have_count(1)
    expect(entries).to_contain_text("5 → 6")

    entries.locator("button").click()
    expect(entries).to_have_count(0)
    expect(corrected.locator("dialog .promise")).to_contain_text("Nothing is kept")


def test_what_is_taught_is_in_the_database_as_it_was_said(corrected, service):
    corrected.locator(".send").click()
    expect(corrected.locator(".toast")).to_be_visible()

    (correction,) = service.store.newest(2)

    assert (correction.value, correction.read) == (6, 5)
    assert correction.confidence > 0.5
    assert correction.model == service.classifier.card.title
    (answer,) = Reader().classify([service.store.picture(correction.id)])
    assert answer.value == 5  # the crop shows the digit, whatever was said of it


def test_of_a_file_that_the_browser_cannot_show_the_networks_frame_is_kept(page, tmp_path, service):
    with Image.open(EXAMPLES / "one.png") as picture:
        picture.save(tmp_path / "one.tiff")
    page.locator(".chosen-file").set_input_files(tmp_path / "one.tiff")
    page.locator(".box").click()
    page.keyboard.press("6")

    page.locator(".send").click()

    expect(page.locator(".toast")).to_contain_text("Kept one crop")
    (correction,) = service.store.newest(2)
    with Image.open(BytesIO(service.store.picture(correction.id))) as kept_picture:
        assert kept_picture.size == (28, 28)


def test_all_are_deleted_only_when_it_is_asked_for_twice(corrected):
    corrected.locator(".send").click()
    expect(corrected.locator(".toast")).to_be_visible()

    entries = kept(corrected)
    erase = corrected.locator(".erase")
    erase.click()
    expect(erase).to_contain_text("Really")
    assert entries.count() == 1
    erase.click()

    expect(entries).to_have_count(0)


def test_only_the_crop_is_sent_never_the_picture(corrected):
    corrected.locator(".send").click()
    expect(corrected.locator(".toast")).to_be_visible()

    picture = kept(corrected).locator("img")
    size = picture.evaluate("it => it.decode().then(() => [it.naturalWidth, it.naturalHeight])")
    box = corrected.locator(".box").evaluate("it => [it.style.width, it.style.height]")
    of_example = [float(share.rstrip("%")) / 100 for share in box]
    assert size[0] < 210 * of_example[0] + 30
    assert size[1] < 227 * of_example[1] + 30
    assert size[0] < 210 * 0.8


def test_a_false_box_is_removed_and_comes_back_by_undo(page, show):
    show(page, "line.png", 8)
    page.locator(".box").nth(2).click()

    page.locator(".remove").click()

    expect(page.locator(".number")).to_have_text("1403672")
    expect(page.locator(".crops li")).to_contain_text("8 → no digit")
    page.locator(".undo").click()
    expect(page.locator(".number")).to_have_text("14803672")


def test_two_boxes_merge_into_one_and_split_again(page, show):
    show(page, "line.png", 8)
    # The 0 and the 3: split again they are read without their line, which the 1 would not bear.
    page.locator(".box").nth(3).click()

    with page.expect_response("**/v1/classify?*"):
        page.locator(".merge").click()
    expect(page.locator(".box")).to_have_count(7)
    with page.expect_response("**/v1/classify?*"):
        page.locator(".split").click()

    expect(page.locator(".box")).to_have_count(8)
    expect(page.locator(".number")).to_have_text("14803672")


def test_a_missed_digit_is_added_by_dragging_a_box_around_it(page, show):
    show(page, "line.png", 8)
    box = page.locator(".box").nth(5).bounding_box()
    page.locator(".box").nth(5).click()
    page.keyboard.press("Delete")
    expect(page.locator(".number")).to_have_text("1480372")

    page.locator(".add").click()
    page.mouse.move(box["x"] - 4, box["y"] - 4)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] + 4, box["y"] + box["height"] + 4, steps=3)
    page.mouse.up()

    expect(page.locator(".number")).to_have_text("14803672")
    assert page.locator(".add").get_attribute("aria-pressed") == "false"


def test_a_refused_place_is_marked_and_takes_the_digit_that_it_is_given(page, draw):
    star = [(0.5, 0), (0.5, 1), (0.5, 0.5), (0, 0.5), (1, 0.5), (0.1, 0.1), (0.9, 0.9)]
    one = [(0.0, 0.0), (0.02, 1.0)]
    draw(page, one, left=80)
    draw(page, star, left=250)
    draw(page, one, left=550)
    refused = page.locator(".box[data-state=refused]")
    expect(refused).to_have_text("?")

    refused.focus()
    expect(page.locator(".says")).to_contain_text("Not read")
    page.keyboard.press("4")

    expect(page.locator(".number")).to_have_text("141")
