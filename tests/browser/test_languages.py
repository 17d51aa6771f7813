import re

from browser.steps import expect

CHINESE = re.compile("[\u4e00-\u9fff]")
LATIN = re.compile("[A-Za-z]{2,}")
NAMES = {"shuzi", "handwriting", "English", "Ctrl", "Del"}  # that are the same in every language


def words(page):
    return page.evaluate("document.body.innerText")


def test_a_chinese_browser_gets_a_chinese_page(open_page, show):
    page = open_page(locale="zh-CN")
    show(page, "one.png", 1)
    page.locator(".box").click()

    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert "识别" in page.title()
    expect(page.locator(".says")).to_contain_text("非常确定")
    assert set(LATIN.findall(words(page))) <= NAMES
    labels = page.locator("[aria-label]:visible").evaluate_all(
        "all => all.map((it) => it.getAttribute('aria-label'))"
    )
    assert all(CHINESE.search(label) for label in labels)


def test_an_english_browser_gets_an_english_page(page):
    assert page.evaluate("document.documentElement.lang") == "en"
    assert set(CHINESE.findall(words(page))) == set("数字中文")


def test_the_switch_changes_every_word_and_is_remembered(page, show):
    show(page, "one.png", 1)

    page.locator(".language").click()
    expect(page.locator(".state")).to_have_text("1 个数字")
    page.reload()

    expect(page.locator(".hint p").first).to_have_text("在这里写数字")
    page.locator(".language").click()
    expect(page.locator(".hint p").first).to_have_text("Write digits here")


def test_both_languages_have_the_same_words_with_the_same_values_in_them(page):
    english, chinese = (
        page.evaluate(
            "async ([file, name]) => (await import(`/static/${file}.js`))[name]", [file, name]
        )
        for file, name in (("words-en", "english"), ("words-zh", "chinese"))
    )

    def values(wording):
        forms = wording.values() if isinstance(wording, dict) else [wording]
        return set().union(*(re.findall(r"{\w+}", form) for form in forms))

    assert list(english) == list(chinese)
    assert {key: values(english[key]) for key in english} == {
        key: values(chinese[key]) for key in chinese
    }
