// The box for a missed digit: dragged with the pointer, or moved with the arrow keys.

import { find } from "./dom.js";
import { onLanguage, say } from "./language.js";
import { nameElement } from "./dom.js";
import { within } from "./boxes.js";

/** @typedef {import("./boxes.js").Box} Box */

const SMALLEST = 8; // pixels of the screen: less was no box but a click
const NUDGE = 8; // pixels of the screen an arrow key moves it

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Band {
  #band = find(".band");
  /** @type {Box | null} */
  #box = null;
  /** @type {[number, number] | null} */
  #start = null;

  /**
   * @param {import("./desk.js").Desk} desk
   * @param {import("./stage.js").Stage} stage
   * @param {(box: Box) => void} accept
   */
  constructor(desk, stage, accept) {
    this.desk = desk;
    this.stage = stage;
    this.accept = accept;
    const { layer } = stage;
    layer.addEventListener("pointerdown", (event) => this.#down(event));
    layer.addEventListener("pointermove", (event) => this.#move(event));
    layer.addEventListener("pointerup", () => this.#up());
    layer.addEventListener("pointercancel", () => this.#show(null));
    this.#band.addEventListener("keydown", (event) => this.#key(event));
    desk.addEventListener("change", () => this.render());
    onLanguage(() => this.render());
  }

  /** Begin with a box in the middle of what is seen, for whoever has no pointer. */
  startByKeyboard() {
    const { viewport, scale } = this.stage;
    const [width, height] = [60 / scale, 90 / scale];
    const x = (viewport.scrollLeft + viewport.clientWidth / 2) / scale - width / 2;
    const y = (viewport.scrollTop + viewport.clientHeight / 2) / scale - height / 2;
    this.#show([x, y, width, height]);
    this.#band.focus();
  }

  render() {
    this.stage.layer.classList.toggle("adding", this.desk.adding);
    if (!this.desk.adding && this.#box !== null) this.#show(null);
    nameElement(this.#band, say("add.keys"));
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (!this.desk.adding || event.button !== 0) return;
    event.preventDefault();
    this.stage.layer.setPointerCapture(event.pointerId);
    this.#start = this.stage.onSheet(event);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (this.#start === null) return;
    const [startX, startY] = this.#start;
    const [x, y] = this.stage.onSheet(event);
    const corner = [Math.min(startX, x), Math.min(startY, y)];
    this.#show([corner[0], corner[1], Math.abs(x - startX), Math.abs(y - startY)]);
  }

  #up() {
    if (this.#start === null) return;
    this.#start = null;
    const enough = SMALLEST / this.stage.scale;
    if (this.#box !== null && this.#box[2] > enough && this.#box[3] > enough) this.#finish();
    else this.#show(null);
  }

  #finish() {
    const box = within(/** @type {Box} */ (this.#box), this.desk.front.size);
    this.#show(null);
    this.desk.setAdding(false);
    this.accept(box);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const [right, down] = ARROWS[event.key] ?? [0, 0];
    if (this.#box === null || !(event.key in ARROWS || event.key === "Enter")) return;
    event.preventDefault();
    if (event.key === "Enter") {
      this.#finish();
      return;
    }
    const [x, y, width, height] = this.#box;
    const far = NUDGE / this.stage.scale;
    if (event.shiftKey) {
      const least = SMALLEST / this.stage.scale;
      const grown = [Math.max(least, width + right * far), Math.max(least, height + down * far)];
      this.#show([x, y, grown[0], grown[1]]);
    } else {
      this.#show([x + right * far, y + down * far, width, height]);
    }
  }

  /** @param {Box | null} box */
  #show(box) {
    this.#box = box;
    this.#band.hidden = box === null;
    if (box === null) return;
    const { scale } = this.stage;
    const [left, top, width, height] = box.map((length) => `${length * scale}px`);
    Object.assign(this.#band.style, { left, top, width, height });
  }
}
