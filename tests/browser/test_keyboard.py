import pytest

from browser.steps import EXAMPLES, expect, number, wait_for_places

TABS = 60  # more than it takes to walk through the whole page


def tab_to(page, selector):
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if page.evaluate("it => document.activeElement.matches(it)", selector):
            return
    pytest.fail(f"Tab does not lead to {selector}")


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_from_upload_to_correction_without_a_pointer(page):
    page.on("filechooser", lambda _: None)  # from now on, so that none is missed
    tab_to(page, ".choose")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(EXAMPLES / "line.png")
    wait_for_places(page, 8)

    tab_to(page, ".box")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("9")
    assert number(page) == "19803672"
    tab_to(page, ".send")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Kept one crop")
    page.keyboard.press("Shift+Tab")
    tab_to(page, ".toast button")
    page.keyboard.press("Enter")

    expect(page.locator("dialog.kept li")).to_contain_text("4 → 9")
    page.keyboard.press("Escape")
    assert page.locator("dialog.kept").is_hidden()
    page.request.delete(f"{page.url}v1/corrections")


def test_arrows_walk_the_boxes_in_all_four_directions(page, show):
    show(page, "rows.png", 20)
    page.locator(".box").first.focus()

    walked = []
    for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowDown", "ArrowUp", "End", "Home"):
        page.keyboard.press(key)
        walked.append(focused(page)[0])

    assert walked == list("7246472")


def test_keys_remove_split_and_merge_and_the_focus_stays_among_the_boxes(page, show):
    show(page, "line.png", 8)
    page.locator(".box").first.focus()

    page.keyboard.press("Delete")
    assert number(page) == "4803672"
    assert focused(page).startswith("4")

    with page.expect_response("**/v1/classify?*"):
        page.keyboard.press("m")
    wait_for_places(page, 6)
    with page.expect_response("**/v1/classify?*"):
        page.keyboard.press("s")
    wait_for_places(page, 7)
    expect(page.locator(".number")).to_have_text("4803672")
    assert page.evaluate("document.activeElement.className") == "box"

    for _ in range(3):
        page.keyboard.press("Control+z")
    assert number(page) == "14803672"


def test_a_missed_digit_is_added_with_the_arrow_keys(page, show):
    show(page, "one.png", 1)
    page.locator(".box").focus()
    page.keyboard.press("Delete")
    wait_for_places(page, 0)

    page.locator(".add").focus()
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Shift+ArrowDown")
        page.keyboard.press("Shift+ArrowRight")
    for _ in range(10):
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")

    wait_for_places(page, 1)
    assert page.evaluate("document.activeElement.className") == "box"
    page.keyboard.press("5")
    assert number(page) == "5"


def test_escape_gives_up_a_box_that_is_being_added_and_then_the_choice(page, show):
    show(page, "one.png", 1)
    page.locator(".box").click()
    page.locator(".add").focus()
    page.keyboard.press("Enter")
    assert page.locator(".band").is_visible()

    page.keyboard.press("Escape")
    assert page.locator(".band").is_hidden()
    assert page.locator(".panel").is_visible()
    page.keyboard.press("Escape")

    assert page.locator(".panel").is_hidden()
    wait_for_places(page, 1)


def test_digits_typed_where_nothing_is_chosen_change_nothing(page, show):
    show(page, "one.png", 1)

    page.keyboard.press("7")

    assert number(page) == "5"


def test_every_button_has_a_name_and_what_was_read_is_spoken(page, show):
    show(page, "line.png", 8)
    page.locator(".box").first.click()

    nameless = page.locator("button:visible").evaluate_all(
        "all => all.filter((it) => !(it.getAttribute('aria-label') || it.innerText.trim()))"
        ".map((it) => it.outerHTML)"
    )
    assert nameless == []
    expect(page.locator(".live")).to_have_text("Read: 14803672")


def test_the_focus_can_be_seen_on_boxes_and_buttons(page, show):
    show(page, "one.png", 1)

    for selector in (".box", ".turn", ".choose"):
        page.keyboard.press("Tab")
        page.locator(selector).focus()
        outline = "it => parseFloat(getComputedStyle(it).outlineWidth)"
        assert page.locator(selector).evaluate(outline) >= 3
