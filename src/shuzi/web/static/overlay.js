// The boxes over the sheet: a button for each place, crisp at any size.

import { beside, centreHeight, middle } from "./boxes.js";
import { element, find } from "./dom.js";
import { onLanguage, say } from "./language.js";
import { inOrder, isCorrected } from "./places.js";
import { describe } from "./wording.js";

/** @typedef {import("./places.js").Place} Place */

const DOUBTFUL = 0.8; // confidence below which a box is dashed
const PALEST = 0.5; // confidence at which a box has the colour of doubt alone
const ONE_ROW = 0.5; // of a box's height that stands beside another of its row
const TAG = 24; // pixels of the screen: with less above it, a box has its digit below

export class Overlay {
  #root = find(".boxes");
  /** @type {Map<number, HTMLButtonElement>} */
  #buttons = new Map();
  /**
   * What each box was drawn for, so that what has not changed is not drawn anew.
   * @type {WeakMap<HTMLButtonElement, Place>}
   */
  #drawn = new WeakMap();

  /**
   * @param {import("./desk.js").Desk} desk
   * @param {import("./stage.js").Stage} stage
   */
  constructor(desk, stage) {
    this.desk = desk;
    this.stage = stage;
    desk.addEventListener("change", () => this.render());
    new ResizeObserver(() => this.render()).observe(stage.layer);
    onLanguage(() => {
      this.#drawn = new WeakMap(); // every box is called something else
      this.render();
    });
    this.#root.addEventListener("keydown", (event) => this.#walk(event));
    stage.viewport.addEventListener("pointerdown", (event) => {
      const onBox = /** @type {Element} */ (event.target).closest(".box") !== null;
      if (!onBox && !desk.isDrawing && !desk.adding) desk.select(null);
    });
  }

  render() {
    const places = inOrder(this.desk.front.places);
    const hadFocus = this.#root.contains(document.activeElement);
    const seen = new Set(places.map((place) => place.id));
    [...this.#buttons.keys()].filter((id) => !seen.has(id)).forEach((id) => this.#drop(id));
    // Measured once: after each box that is drawn the browser would have to lay out all anew.
    const [room, scale] = [this.stage.layer.offsetTop, this.stage.scale];
    places.forEach((place, index) => {
      const button = this.#button(place.id, index);
      if (this.#drawn.get(button) !== place) this.#draw(button, place);
      button.classList.toggle("low", place.box[1] * scale + room < TAG);
      button.setAttribute("aria-pressed", `${place.id === this.desk.selected}`);
    });
    // Who walks the boxes by keyboard must not be thrown out when theirs is replaced.
    if (hadFocus && !this.#root.contains(document.activeElement)) this.focus();
  }

  /** Move the focus to the chosen box. */
  focus() {
    if (this.desk.selected !== null) this.#buttons.get(this.desk.selected)?.focus();
  }

  /**
   * @param {number} id
   * @param {number} index where it comes in reading order
   */
  #button(id, index) {
    const button = this.#buttons.get(id) ?? this.#newButton(id);
    const there = this.#root.children[index];
    // Moving an element takes its focus away, so only what is out of order is moved.
    if (there !== button) this.#root.insertBefore(button, there ?? null);
    return button;
  }

  /** @param {number} id */
  #newButton(id) {
    const tag = element("span", { className: "tag", "aria-hidden": "true" });
    const button = element("button", { type: "button", className: "box" }, tag);
    button.addEventListener("focus", () => this.desk.select(id));
    button.addEventListener("click", () => button.focus());
    this.#buttons.set(id, button);
    return button;
  }

  /** @param {number} id */
  #drop(id) {
    this.#buttons.get(id)?.remove();
    this.#buttons.delete(id);
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {Place} place
   */
  #draw(button, place) {
    this.#drawn.set(button, place);
    const [x, y, width, height] = place.box;
    const { size } = this.desk.front;
    button.style.left = `${(100 * x) / size.width}%`;
    button.style.top = `${(100 * y) / size.height}%`;
    button.style.width = `${(100 * width) / size.width}%`;
    button.style.height = `${(100 * height) / size.height}%`;
    const certainty = Math.max(0, (place.confidence - PALEST) / (1 - PALEST));
    button.style.setProperty("--certainty", `${Math.round(100 * certainty)}%`);
    button.dataset.state = stateOf(place);
    button.setAttribute("aria-label", describe(place, say));
    find(".tag", button).textContent = `${place.value ?? "?"}`;
  }

  /** @param {KeyboardEvent} event */
  #walk(event) {
    const places = inOrder(this.desk.front.places);
    const at = places.findIndex((place) => place.id === this.desk.selected);
    const target = at < 0 ? undefined : step(places, at, event.key);
    if (target === undefined) return;
    event.preventDefault(); // arrows would scroll
    this.#buttons.get(target.id)?.focus();
  }
}

/** @param {Place} place */
function stateOf(place) {
  if (isCorrected(place)) return "corrected";
  if (place.value === null) return "refused";
  return place.confidence < DOUBTFUL ? "doubtful" : "sure";
}

/**
 * Where a key leads from one of the places.
 * @param {Place[]} places
 * @param {number} at
 * @param {string} key
 * @returns {Place | undefined}
 */
function step(places, at, key) {
  switch (key) {
    case "ArrowLeft":
      return places[at - 1];
    case "ArrowRight":
      return places[at + 1];
    case "ArrowUp":
      return nextLine(places, at, -1);
    case "ArrowDown":
      return nextLine(places, at, 1);
    case "Home":
      return places[0];
    case "End":
      return places.at(-1);
    default:
      return undefined;
  }
}

/**
 * The place above (-1) or below (1), in the nearest row of places that is not this one's.
 * @param {Place[]} places
 * @param {number} at
 * @param {1 | -1} direction
 * @returns {Place | undefined}
 */
function nextLine(places, at, direction) {
  const { box } = places[at];
  const down = (/** @type {Place} */ { box: other }) =>
    direction * (centreHeight(other) - centreHeight(box));
  const aside = (/** @type {Place} */ { box: other }) => Math.abs(middle(other) - middle(box));
  const there = places
    .filter((place) => beside(box, place.box) < ONE_ROW && down(place) > 0)
    .sort((a, b) => down(a) - down(b));
  const row = there.filter((place) => beside(there[0].box, place.box) >= ONE_ROW);
  return row.sort((a, b) => aside(a) - aside(b))[0];
}
