"""Modules that need no page, asked in the browser that they are written for."""

import pytest

import shuzi
from browser.steps import EXAMPLES

IMPORT = (
    "const [places, edits, history] = await Promise.all(['places', 'edits', 'history']"
    ".map((name) => import(`/static/${name}.js`)));"
)


@pytest.fixture
def run(page):
    """Runs lines of JavaScript that return something, with the modules at hand."""

    def ran(lines, argument=None):
        return page.evaluate(f"async (given) => {{ {IMPORT} {lines} }}", argument)

    return ran


def reading(lines, refused=()):
    """A reading of rows of digits 10 wide and 20 high; a ? is a place that was refused."""
    found, left_out = [], list(refused)
    for row, text in enumerate(lines):
        boxes = [[20 * column, 50 * row, 10, 20] for column in range(len(text))]
        pairs = list(zip(text, boxes, strict=True))
        found.append(
            {
                "text": text,
                "box": [0, 50 * row, 20 * len(text) - 10, 20],
                "digits": [
                    {"value": int(it), "confidence": 0.9, "box": box}
                    for it, box in pairs
                    if it != "?"
                ],
            }
        )
        left_out += [{"box": box, "reason": "unsure"} for it, box in pairs if it == "?"]
    return {
        "width": 200,
        "height": 200,
        "text": "\n".join(lines),
        "lines": found,
        "refused": left_out,
        "model": "m",
    }


TEXT = "places.linesOf(found).map(places.textOf).join('\\n')"


@pytest.mark.parametrize("lines", [["123"], ["1?3", "45"], ["?12?", "3??4"], ["7", "8", "9"]])
def test_places_say_the_same_as_the_reading_that_they_come_from(run, lines):
    given = reading(lines, refused=[{"box": [150, 100, 5, 5], "reason": "not a digit"}])

    text = run(f"const found = places.placesOf(given); return {TEXT};", given)

    assert text == given["text"]


@pytest.mark.parametrize("name", ["rows.png", "board.png"])
def test_places_of_a_real_reading_say_its_text(run, name):
    answer = shuzi.Reader().read(EXAMPLES / name).to_dict()

    assert run(f"const found = places.placesOf(given); return {TEXT};", answer) == answer["text"]


def test_a_stranger_that_is_told_to_be_a_digit_joins_its_line(run):
    given = reading(["12"], refused=[{"box": [60, 2, 10, 20], "reason": "not a digit"}])

    text = run(
        f"""let found = places.placesOf(given);
        found = edits.corrected(found, found[2].id, 7);
        return {TEXT};""",
        given,
    )

    assert text == "127"


@pytest.mark.parametrize(("top", "text"), [(-40, "7\n1\n2"), (25, "1\n7\n2"), (140, "1\n2\n7")])
def test_a_digit_between_lines_makes_a_line_of_its_own(run, top, text):
    given = {"answer": reading(["1", "2"]), "box": [0, top, 10, 20]}

    found = run(
        f"""let found = places.placesOf(given.answer);
        const made = edits.replaced(found, [], [given.box]);
        found = edits.corrected(made.places, made.made[0].id, 7);
        return {TEXT};""",
        given,
    )

    assert found == text


def test_what_a_person_said_holds_when_the_sheet_is_read_again(run):
    text = run(
        f"""const old = places.placesOf(given);
        const said = edits.removed(edits.corrected(old, old[0].id, 9), old[1].id);
        const found = places.carriedOver(said, places.placesOf(given));
        return [{TEXT}, found.some((place) => place.id === old[2].id)];""",
        reading(["123"]),
    )

    assert text == ["93", True]


def test_a_digit_typed_while_its_box_is_being_read_stands(run):
    place = run(
        """const {made, places: all} = edits.replaced([], [], [[0, 0, 10, 20]]);
        const [typed] = edits.corrected(all, made[0].id, 4);
        return edits.answered(typed, {value: 7, confidence: 0.8});"""
    )

    assert (place["value"], place["read"]) == (4, 7)


def test_history_goes_back_and_forth_and_takes_answers_into_all_of_it(run):
    states = run(
        """const steps = new history.History("a");
        steps.push("b");
        steps.push("c");
        steps.undo();
        steps.amend((state) => state + "!");
        const seen = [steps.present];
        steps.undo();
        seen.push(steps.present, steps.canUndo);
        steps.undo();
        steps.redo();
        steps.redo();
        seen.push(steps.present, steps.canRedo);
        steps.undo();
        steps.push("d");
        return [...seen, steps.canRedo];"""
    )

    assert states == ["b!", "a!", False, "c!", False, False]
