from browser.steps import EXAMPLES, expect

ONE = EXAMPLES / "one.png"


def answer(page, times=1_000, **response):
    """Let reading be answered so, so many times."""
    left = [response] * times

    def fulfil(route):
        route.fulfill(**left.pop()) if left else route.continue_()

    page.route("**/v1/read?*", fulfil)


def sentence(page):
    expect(page.locator(".notice")).to_be_visible()
    return page.locator(".notice p").inner_text()


def test_what_is_no_picture_is_refused_in_a_sentence_and_leaves_no_empty_sheet(page, tmp_path):
    (tmp_path / "notes.txt").write_text("no picture")

    page.locator(".chosen-file").set_input_files(tmp_path / "notes.txt")

    said = sentence(page)
    assert said.startswith("This could not be read as a picture.")
    assert "notes.txt" in said
    assert page.locator(".notice").get_attribute("role") == "alert"
    expect(page.locator(".draw")).to_have_attribute("aria-pressed", "true")
    page.locator(".notice button").click()
    assert page.locator(".notice").is_hidden()


def test_in_chinese_the_frame_of_the_sentence_is_chinese(open_page, tmp_path):
    page = open_page(locale="zh-CN")
    (tmp_path / "notes.txt").write_text("no picture")

    page.locator(".chosen-file").set_input_files(tmp_path / "notes.txt")

    assert sentence(page).startswith("无法把它作为图片读取。")
    assert page.locator(".said").get_attribute("lang") == "en"


def test_too_large_a_picture_is_refused_and_trying_again_is_not_offered(page):
    answer(page, status=413, json={"error": "it has 99 MB; give less than 32"})
    page.locator(".chosen-file").set_input_files(ONE)

    said = sentence(page)

    assert "too large" in said
    assert "it has 99 MB; give less than 32" in said
    assert page.locator(".notice button").count() == 1


def test_a_busy_service_is_asked_again_when_it_says(page):
    busy = {"status": 503, "headers": {"Retry-After": "1"}, "json": {"error": "busy"}}
    answer(page, times=2, **busy)

    page.locator(".chosen-file").set_input_files(ONE)

    expect(page.locator(".number")).to_have_text("5")
    assert page.locator(".notice").is_hidden()


def test_a_service_that_stays_busy_is_told_of_and_can_be_asked_again(page):
    answer(page, times=1, status=429, headers={"Retry-After": "600"}, json={"error": "too many"})
    page.locator(".chosen-file").set_input_files(ONE)
    assert "too much to do" in sentence(page)

    page.get_by_role("button", name="Try again").click()

    expect(page.locator(".number")).to_have_text("5")
    assert page.locator(".notice").is_hidden()


def test_a_service_that_is_gone_is_told_of_and_reached_again(page):
    page.context.set_offline(True)
    page.locator(".chosen-file").set_input_files(ONE)
    assert "does not answer" in sentence(page)
    assert page.locator(".result").get_attribute("aria-busy") == "false"

    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()

    expect(page.locator(".number")).to_have_text("5")


def test_an_answer_that_is_no_json_is_still_a_sentence(page):
    answer(page, status=500, body="<h1>Internal Server Error</h1>")

    page.locator(".chosen-file").set_input_files(ONE)

    assert sentence(page) == "That did not work."


def test_a_service_with_a_key_asks_for_it_and_gets_it_from_then_on(page):
    keys = []

    def guard(route):
        keys.append(route.request.headers.get("x-api-key"))
        refused = {"status": 401, "json": {"error": "send the key as X-API-Key"}}
        route.continue_() if keys[-1] == "a key" else route.fulfill(**refused)

    page.route("**/v1/*", guard)
    page.locator(".chosen-file").set_input_files(ONE)
    page.get_by_label("Key", exact=True).fill("a key")
    page.keyboard.press("Enter")

    expect(page.locator(".number")).to_have_text("5")
    assert keys == [None, "a key"]
