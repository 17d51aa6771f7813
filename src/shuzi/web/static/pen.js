// Pen, finger or mouse on the drawing: pointer events to strokes.

import { inkBox, penWidth } from "./drawing.js";
import { withoutTouched } from "./places.js";

/** @typedef {import("./drawing.js").Stroke} Stroke */
/** @typedef {import("./drawing.js").Point} Point */

const TAP = 5; // pixels of the screen: who moves no further chooses a box, or makes a dot

export class Pen {
  /** @type {Stroke | null} */
  stroke = null;
  #pointer = -1;
  #reach = 0;

  /**
   * @param {import("./stage.js").Stage} stage
   * @param {import("./desk.js").Desk} desk
   * @param {(id: number) => void} choose a place that was tapped
   */
  constructor(stage, desk, choose) {
    this.choose = choose;
    this.stage = stage;
    this.desk = desk;
    const { layer } = stage;
    layer.addEventListener("pointerdown", (event) => this.#down(event));
    layer.addEventListener("pointermove", (event) => this.#move(event));
    layer.addEventListener("pointerup", (event) => this.#up(event));
    layer.addEventListener("pointercancel", (event) => this.#cancel(event));
  }

  /** @param {PointerEvent} event */
  #down(event) {
    const draws = this.desk.isDrawing && !this.desk.adding && event.button === 0;
    if (!draws || this.stroke !== null) return;
    this.stage.layer.setPointerCapture(event.pointerId);
    this.#pointer = event.pointerId;
    this.#reach = 0;
    this.stroke = { width: penWidth(this.desk.front.size), points: [this.#point(event)] };
    this.stage.paint(this.stroke);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (this.stroke === null || event.pointerId !== this.#pointer) return;
    const reports = event.getCoalescedEvents();
    this.stroke.points.push(...(reports.length ? reports : [event]).map((one) => this.#point(one)));
    const [[startX, startY]] = this.stroke.points;
    const [x, y] = this.#point(event);
    this.#reach = Math.max(this.#reach, Math.hypot(x - startX, y - startY) * this.stage.scale);
    this.stage.paint(this.stroke);
  }

  /** @param {PointerEvent} event */
  #up(event) {
    const { stroke } = this;
    if (stroke === null || event.pointerId !== this.#pointer) return;
    this.stroke = null;
    const [[x, y]] = stroke.points;
    const tapped = this.#reach < TAP ? this.stage.placeAt(x, y) : undefined;
    if (tapped !== undefined) {
      this.stage.paint();
      this.choose(tapped.id);
      return;
    }
    const { front } = this.desk;
    this.desk.select(null);
    front.step({
      strokes: [...front.strokes, stroke],
      places: withoutTouched(front.places, inkBox(stroke)),
    });
    front.dispatchEvent(new Event("ink"));
  }

  /** @param {PointerEvent} event */
  #cancel(event) {
    if (event.pointerId !== this.#pointer) return;
    this.stroke = null;
    this.stage.paint();
  }

  /**
   * @param {PointerEvent} event
   * @returns {Point}
   */
  #point(event) {
    const [x, y] = this.stage.onSheet(event);
    // Only pens feel how hard they are pressed; half is what others report.
    return [x, y, event.pointerType === "pen" && event.pressure > 0 ? 0.5 + event.pressure : 1];
  }
}
