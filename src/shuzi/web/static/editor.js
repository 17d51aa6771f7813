// Carries out what a person asks of the places on the sheet in front, and has new boxes read.

import { classify } from "./api.js";
import { around, middle } from "./boxes.js";
import { cover, cropBox, cropOf, cutOf, pngOf } from "./crop.js";
import { answered, corrected, removed, replaced } from "./edits.js";
import { inOrder, lineFor } from "./places.js";

/** @typedef {import("./boxes.js").Box} Box */
/** @typedef {import("./places.js").Place} Place */
/** @typedef {import("./sheet.js").Sheet} Sheet */

const NARROWEST = 4; // pixels of a box that can still be split

export class Editor {
  /**
   * @param {import("./desk.js").Desk} desk
   * @param {(error: unknown) => void} report what to do with an error
   */
  constructor(desk, report) {
    this.desk = desk;
    this.report = report;
  }

  /**
   * The chosen place holds this digit.
   * @param {number} value
   */
  correct(value) {
    const { front, place } = this.desk;
    if (place) front.step({ places: corrected(front.places, place.id, value) });
  }

  /** The chosen place holds no digit; the one after it is chosen next. */
  remove() {
    const { front, place } = this.desk;
    if (!place) return;
    const order = inOrder(front.places);
    const at = order.indexOf(place);
    this.desk.selected = (order[at + 1] ?? order[at - 1])?.id ?? null; // the step tells of it too
    front.step({ places: removed(front.places, place.id) });
  }

  /** The chosen place holds two digits. */
  split() {
    const { front, place } = this.desk;
    if (!place || place.box[2] < NARROWEST) return;
    const [x, y, width, height] = place.box;
    const cut = Math.round(Math.min(Math.max(cutOf(front, place.box), 1), width - 1));
    this.#put(
      [place],
      [
        [x, y, cut, height],
        [x + cut, y, width - cut, height],
      ],
    );
  }

  /** The chosen place and the next one of its line are one digit. */
  merge() {
    const { next } = this;
    const { place } = this.desk;
    if (place && next) this.#put([place, next], [around([place.box, next.box])]);
  }

  /**
   * There is a digit in this box.
   * @param {Box} box
   */
  add(box) {
    this.#put([], [box]);
  }

  /** What the chosen place would be merged with: its neighbour to the right. */
  get next() {
    const { front, place } = this.desk;
    if (!place) return undefined;
    const line = place.line ?? lineFor(place.box, front.places);
    return inOrder(front.places)
      .filter((other) => other.line === line && middle(other.box) > middle(place.box))
      .sort((a, b) => middle(a.box) - middle(b.box))[0];
  }

  /**
   * @param {Place[]} old
   * @param {Box[]} boxes
   */
  #put(old, boxes) {
    const sheet = this.desk.front;
    const { places, made } = replaced(sheet.places, old, boxes);
    this.desk.selected = made[0].id; // the step tells of it too
    sheet.step({ places });
    this.#read(sheet, made).catch(this.report);
  }

  /**
   * @param {Sheet} sheet
   * @param {Place[]} made
   */
  async #read(sheet, made) {
    if (sheet.canvas === null) return; // it cannot be shown: only a person can say what it is
    const areas = made.map((place) => cropBox(sheet, place.box));
    const crops = made.map((place, index) => {
      const crop = /** @type {HTMLCanvasElement} */ (cropOf(sheet, areas[index]));
      const others = made.filter((other) => other !== place);
      others.forEach((other) => cover(crop, areas[index], other.box));
      return crop;
    });
    const { digits } = await classify(await Promise.all(crops.map(pngOf)));
    digits.forEach((answer, index) => {
      sheet.amendPlace(made[index].id, (place) => answered(place, answer));
    });
  }
}
