from browser.steps import THREE, expect, number, wait_for_places

ONE = [(0.0, 0.0), (0.02, 0.5), (0.0, 1.0)]


def test_a_three_is_read_while_it_is_drawn(page, draw):
    draw(page, THREE)

    expect(page.locator(".number")).to_have_text("3")
    assert page.locator(".box").count() == 1


def test_digits_side_by_side_make_a_number(page, draw):
    draw(page, THREE, left=60)
    draw(page, ONE, left=300)
    draw(page, THREE, left=400)

    expect(page.locator(".number")).to_have_text("313")


def test_undo_takes_strokes_back_one_by_one_and_redo_brings_them_again(page, draw):
    draw(page, THREE, left=60)
    draw(page, ONE, left=300)
    expect(page.locator(".number")).to_have_text("31")

    page.keyboard.press("Control+z")
    expect(page.locator(".number")).to_have_text("3")
    page.keyboard.press("Control+z")
    wait_for_places(page, 0)
    assert page.locator(".undo").is_disabled()

    page.keyboard.press("Control+y")
    page.keyboard.press("Control+Shift+z")
    expect(page.locator(".number")).to_have_text("31")


def test_clearing_can_be_undone(page, draw):
    draw(page, THREE)
    expect(page.locator(".number")).to_have_text("3")

    page.locator(".clear").click()
    wait_for_places(page, 0)
    assert page.locator(".hint").is_visible()

    page.locator(".undo").click()
    expect(page.locator(".number")).to_have_text("3")


def test_a_tap_on_a_digit_chooses_it_and_leaves_no_dot(page, draw):
    draw(page, THREE)
    wait_for_places(page, 1)

    box = page.locator(".box").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    assert page.locator(".panel").is_visible()
    page.locator(".undo").click()
    wait_for_places(page, 0)  # the one step that there was, was the three


def test_a_correction_outlives_what_is_drawn_beside_it_but_not_what_is_drawn_on_it(page, draw):
    draw(page, THREE, left=60)
    wait_for_places(page, 1)
    page.locator(".box").focus()
    page.keyboard.press("8")

    draw(page, ONE, left=300)
    expect(page.locator(".number")).to_have_text("81")

    draw(page, [(0.1, 0.5), (0.9, 0.55)], left=60)
    expect(page.locator(".box[data-state=corrected]")).to_have_count(0)


def test_an_answer_that_comes_late_does_not_replace_a_newer_one(page, draw):
    held = []

    def hold(route):
        held.append(route)

    page.route("**/v1/read?*", hold)
    with page.expect_request("**/v1/read?*"):
        draw(page, THREE, left=60)
    page.unroute("**/v1/read?*")

    draw(page, ONE, left=300)
    expect(page.locator(".number")).to_have_text("31")
    for route in held:
        route.continue_()
    page.wait_for_timeout(500)

    assert number(page) == "31"


def test_a_finger_draws_and_does_not_scroll(open_page):
    phone = open_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    stage = phone.locator(".viewport").bounding_box()
    touch = phone.context.new_cdp_session(phone)
    points = [{"x": stage["x"] + 90 + x * 120, "y": stage["y"] + 60 + y * 120} for x, y in THREE]
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points[:1]})
    for point in points[1:]:
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    expect(phone.locator(".number")).to_have_text("3")
    assert phone.evaluate("scrollY") == 0
