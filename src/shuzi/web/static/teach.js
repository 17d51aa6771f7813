// What a person has corrected, and the button that has it kept: nothing is sent before.

import { keep } from "./api.js";
import { cropBox, cropOf, decoded, pngOf } from "./crop.js";
import { element, find, icon } from "./dom.js";
import { onLanguage, say } from "./language.js";
import { isCorrected } from "./places.js";
import { whereKept } from "./wording.js";

/** @typedef {import("./places.js").Place} Place */
/** @typedef {import("./sheet.js").Sheet} Sheet */

export class Teach {
  #root = find(".teach");
  #list = find("ul", this.#root);
  #button = /** @type {HTMLButtonElement} */ (find(".send", this.#root));
  #sending = false;

  /**
   * @param {import("./desk.js").Desk} desk
   * @param {(error: unknown, again: () => void) => void} report
   * @param {(count: number) => void} done
   */
  constructor(desk, report, done) {
    this.desk = desk;
    this.report = report;
    this.done = done;
    this.#button.addEventListener("click", () => this.#send());
    desk.addEventListener("change", () => this.render());
    onLanguage(() => this.render());
  }

  render() {
    const places = untaught(this.desk.front);
    this.#root.hidden = places.length === 0;
    this.#list.replaceChildren(...places.map((place) => entry(this.desk.front, place)));
    find(".promise", this.#root).textContent = say("teach.promise", { where: whereKept(say) });
    find("span", this.#button).textContent = say("teach.send", { count: places.length });
    this.#button.disabled = this.#sending;
  }

  async #send() {
    const sheet = this.desk.front;
    const places = untaught(sheet);
    this.#sending = true;
    this.render();
    try {
      for (const place of places) await teach(sheet, place);
      this.done(places.length);
    } catch (error) {
      this.report(error, () => this.#send());
    }
    this.#sending = false;
    this.render();
  }
}

/**
 * @param {Sheet} sheet
 * @param {Place} place
 */
async function teach(sheet, place) {
  const { read, confidence } = place;
  const value = place.gone ? null : place.value;
  await keep(await cropToKeep(sheet, place), { value, read, confidence, model: sheet.model });
  sheet.amendPlace(place.id, (now) =>
    now.value === place.value && now.gone === place.gone ? { ...now, taught: true } : now,
  );
}

/**
 * The place's own pixels; where the browser cannot show the picture, what the network saw of them.
 * @param {Sheet} sheet
 * @param {Place} place
 */
async function cropToKeep(sheet, place) {
  const crop = cropOf(sheet, cropBox(sheet, place.box));
  return crop ? pngOf(crop) : decoded(/** @type {string} */ (place.frame));
}

/** @param {Sheet} sheet */
const untaught = (sheet) =>
  sheet.places.filter(
    (place) =>
      isCorrected(place) && !place.taught && (sheet.canvas !== null || place.frame !== null),
  );

/**
 * @param {Sheet} sheet
 * @param {Place} place
 */
function entry(sheet, place) {
  const crop = cropOf(sheet, cropBox(sheet, place.box));
  const picture = crop ?? element("img", { src: place.frame ?? "", alt: "" });
  const value = place.gone ? say("kept.none") : `${place.value}`;
  const change = element("span", {}, `${place.read ?? "?"} → `, element("strong", {}, value));
  return element("li", {}, picture, change, ...(place.gone ? [icon("none")] : []));
}
