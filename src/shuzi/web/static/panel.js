// The chosen place: what the network saw there, how it weighed the ten digits, and their keys.

import { element, find, nameElement } from "./dom.js";
import { onLanguage, say } from "./language.js";
import { inOrder, isCorrected } from "./places.js";
import { describe, percent } from "./wording.js";

/** @typedef {import("./places.js").Place} Place */

const DIGITS = [...Array(10).keys()];

export class Panel {
  #root = find(".panel");
  #title = find("h2", this.#root);
  #frame = /** @type {HTMLImageElement} */ (find(".frame", this.#root));
  #says = find(".says", this.#root);
  #keys = DIGITS.map((digit) => newKey(digit));
  #split = /** @type {HTMLButtonElement} */ (find(".split", this.#root));
  #merge = /** @type {HTMLButtonElement} */ (find(".merge", this.#root));

  /**
   * @param {import("./desk.js").Desk} desk
   * @param {import("./editor.js").Editor} editor
   */
  constructor(desk, editor) {
    this.desk = desk;
    this.editor = editor;
    find(".chart", this.#root).append(...this.#keys);
    this.#keys.forEach((key, digit) => key.addEventListener("click", () => editor.correct(digit)));
    find(".remove", this.#root).addEventListener("click", () => editor.remove());
    this.#split.addEventListener("click", () => editor.split());
    this.#merge.addEventListener("click", () => editor.merge());
    find(".close", this.#root).addEventListener("click", () => desk.select(null));
    desk.addEventListener("change", () => this.render());
    onLanguage(() => this.render());
  }

  render() {
    const { place } = this.desk;
    const opens = this.#root.hidden;
    this.#root.hidden = place === undefined;
    if (place === undefined) return;
    const order = inOrder(this.desk.front.places);
    const values = { number: order.indexOf(place) + 1, count: order.length };
    this.#title.textContent = say("panel.title", values);
    this.#says.textContent = describe(place, say);
    this.#frame.hidden = place.frame === null;
    if (place.frame !== null && place.frame !== this.#frame.src) this.#frame.src = place.frame;
    this.#frame.alt = say("panel.frame");
    this.#keys.forEach((key, digit) => drawKey(key, digit, place));
    this.#merge.disabled = this.editor.next === undefined;
    // On a small screen it opens below what is seen.
    if (opens) this.#root.scrollIntoView({ block: "nearest" });
  }
}

/** @param {number} digit */
function newKey(digit) {
  const share = element("span", { className: "share" });
  const fill = element("span", { className: "fill" });
  const meter = element("span", { className: "meter" }, share, fill);
  const cap = element("span", { className: "cap" }, `${digit}`);
  return element("button", { type: "button", className: "key" }, meter, cap);
}

/**
 * @param {HTMLButtonElement} key
 * @param {number} digit
 * @param {Place} place
 */
function drawKey(key, digit, place) {
  const probability = place.probabilities?.[digit] ?? 0;
  find(".fill", key).style.height = `${100 * probability}%`;
  find(".share", key).textContent = probability >= 0.005 ? percent(probability) : "";
  key.setAttribute("aria-pressed", `${place.value === digit}`);
  key.classList.toggle("told", place.value === digit && isCorrected(place));
  nameElement(key, say("panel.key", { digit, percent: percent(probability) }));
}
