// The desk: the drawing or a picture, whichever lies in front, and the place chosen in it.

import { Sheet } from "./sheet.js";

export class Desk extends EventTarget {
  drawing = new Sheet();
  /**
   * The last picture that lay in front.
   * @type {Sheet | null}
   */
  picture = null;
  front = this.drawing;
  /** @type {number | null} */
  selected = null;
  /** Whether a box for a missed digit is being drawn. */
  adding = false;
  #changed = () => this.dispatchEvent(new Event("change"));

  get isDrawing() {
    return this.front === this.drawing;
  }

  /** The chosen place, if there is one. */
  get place() {
    return this.front.place(this.selected);
  }

  /** @param {Sheet} sheet */
  bring(sheet) {
    this.front.removeEventListener("change", this.#changed);
    sheet.addEventListener("change", this.#changed);
    this.front = sheet;
    if (!this.isDrawing) this.picture = sheet;
    this.selected = null;
    this.adding = false;
    this.#changed();
  }

  /** @param {number | null} id */
  select(id) {
    if (id === this.selected) return;
    this.selected = id;
    this.#changed();
  }

  /** @param {boolean} adding */
  setAdding(adding) {
    this.adding = adding;
    this.#changed();
  }
}
