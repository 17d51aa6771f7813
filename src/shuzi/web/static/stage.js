// The stage: the sheet in front, as large as fits, or larger.

import { find } from "./dom.js";
import { paint } from "./drawing.js";
import { holds } from "./boxes.js";
import { inOrder } from "./places.js";

/** @typedef {import("./sheet.js").Sheet} Sheet */

const STEP = 1.5; // of zooming
const FURTHEST = 12; // times as large as fits
const TAG = 26; // pixels of the screen above a box, where its digit stands

export class Stage {
  viewport = find(".viewport");
  layer = find(".layer");
  #ink = /** @type {HTMLCanvasElement} */ (find("canvas.ink"));
  #picture = find(".picture");
  #hint = find(".hint");
  #blankNote = find(".blank-note");
  #zoom = 1;
  /** @type {Sheet | null} */
  #shown = null;

  /** @param {import("./desk.js").Desk} desk */
  constructor(desk) {
    this.desk = desk;
    desk.addEventListener("change", () => this.render());
    new ResizeObserver(() => this.render()).observe(this.viewport);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.paint());
    this.viewport.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
  }

  /** Pixels of the screen for one of the sheet. */
  get scale() {
    const { width, height } = this.desk.front.size;
    const { clientWidth, clientHeight } = this.viewport;
    return Math.min(clientWidth / width, clientHeight / height) * this.#zoom || 1;
  }

  /**
   * Enlarge the sheet, or with steps below 0 reduce it, around a point that stays where it is.
   * @param {number} steps
   * @param {{x: number, y: number}} [point] of the viewport; its middle where none is given
   */
  zoom(steps, point) {
    const { viewport, layer } = this;
    const { x, y } = point ?? { x: viewport.clientWidth / 2, y: viewport.clientHeight / 2 };
    const before = this.scale;
    const left = viewport.scrollLeft + x - layer.offsetLeft;
    const top = viewport.scrollTop + y - layer.offsetTop;
    this.#zoom = Math.min(FURTHEST, Math.max(1, this.#zoom * STEP ** steps));
    this.render();
    const grown = this.scale / before;
    viewport.scrollTo(left * grown + layer.offsetLeft - x, top * grown + layer.offsetTop - y);
  }

  /**
   * Where an event happened, in pixels of the sheet.
   * @param {MouseEvent} event
   * @returns {[number, number]}
   */
  onSheet(event) {
    const { left, top } = this.layer.getBoundingClientRect();
    return [(event.clientX - left) / this.scale, (event.clientY - top) / this.scale];
  }

  /**
   * The place whose box, or the digit above it, covers a point of the sheet.
   * @param {number} x
   * @param {number} y
   */
  placeAt(x, y) {
    const tag = TAG / this.scale;
    return inOrder(this.desk.front.places).find(({ box: [left, top, width, height] }) =>
      holds([left, top - tag, width, height + tag], x, y),
    );
  }

  render() {
    const { front } = this.desk;
    if (front !== this.#shown) this.#show(front);
    if (front.isEmpty) front.size = this.#room;
    const { scale } = this;
    this.layer.style.width = `${front.size.width * scale}px`;
    this.layer.style.height = `${front.size.height * scale}px`;
    const blank = front.picture !== null && front.picture.canvas === null;
    this.layer.classList.toggle("blank", blank);
    this.#blankNote.hidden = !blank || !front.wasRead;
    this.viewport.classList.toggle("zoomed", this.#zoom > 1);
    this.paint();
  }

  /**
   * Paint the ink, with a stroke that is still being drawn.
   * @param {import("./drawing.js").Stroke} [unfinished]
   */
  paint(unfinished) {
    const { front, isDrawing } = this.desk;
    this.#hint.hidden = !front.isEmpty || unfinished !== undefined;
    if (!isDrawing) return;
    const density = window.devicePixelRatio * this.scale;
    this.#ink.width = Math.round(front.size.width * density);
    this.#ink.height = Math.round(front.size.height * density);
    const context = /** @type {CanvasRenderingContext2D} */ (this.#ink.getContext("2d"));
    context.scale(density, density);
    context.strokeStyle = getComputedStyle(this.#ink).color;
    paint(context, unfinished ? [...front.strokes, unfinished] : front.strokes);
  }

  /** The size of a new sheet: all the room there is. */
  get #room() {
    const { clientWidth, clientHeight } = this.viewport;
    return { width: Math.max(1, clientWidth), height: Math.max(1, clientHeight) };
  }

  /** @param {Sheet} sheet */
  #show(sheet) {
    this.#shown = sheet;
    this.#zoom = 1;
    this.#picture.replaceChildren(...(sheet.picture?.canvas ? [sheet.picture.canvas] : []));
    this.layer.classList.toggle("drawing", sheet.picture === null);
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    if (!event.ctrlKey || this.desk.isDrawing) return;
    event.preventDefault(); // the picture is enlarged, not the page
    const { left, top } = this.viewport.getBoundingClientRect();
    const point = { x: event.clientX - left, y: event.clientY - top };
    this.zoom(event.deltaY < 0 ? 0.5 : -0.5, point);
  }
}
