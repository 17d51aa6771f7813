// What lies before us: a drawing or a picture, its places, and the steps that led there.

import { paper } from "./drawing.js";
import { History } from "./history.js";

/** @typedef {import("./places.js").Place} Place */
/** @typedef {import("./drawing.js").Stroke} Stroke */
/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {{strokes: Stroke[], places: Place[]}} State */

export class Sheet extends EventTarget {
  /** @type {History<State>} */
  #history = new History({ strokes: [], places: [] });
  /** In pixels of the upright picture. */
  size = { width: 0, height: 0 };
  /** Whether it is being read. */
  busy = false;
  /**
   * The strokes that were on it when it was last read; null where it has not been.
   * @type {Stroke[] | null}
   */
  readOf = null;
  /** Name and version of the model that read it. */
  model = "";

  /** @param {Picture | null} picture null: it is drawn on */
  constructor(picture = null) {
    super();
    this.picture = picture;
    if (picture?.canvas) this.size = sizeOf(picture.canvas);
  }

  get strokes() {
    return this.#history.present.strokes;
  }

  get places() {
    return this.#history.present.places;
  }

  get canUndo() {
    return this.#history.canUndo;
  }

  get canRedo() {
    return this.#history.canRedo;
  }

  get wasRead() {
    return this.readOf !== null;
  }

  /** Whether there is something on it that has not been read. */
  get isStale() {
    return this.readOf !== this.strokes && !(this.isEmpty && this.places.length === 0);
  }

  /** Whether there is nothing on it to read. */
  get isEmpty() {
    return this.picture === null && this.strokes.length === 0;
  }

  /** All its pixels, to cut crops from; null where the browser cannot show the picture. */
  get canvas() {
    return this.picture === null ? paper(this.strokes, this.size) : this.picture.canvas;
  }

  /** @param {number | null} id */
  place(id) {
    return this.places.find((place) => place.id === id && !place.gone);
  }

  /**
   * Take a step that can be taken back.
   * @param {Partial<State>} change
   */
  step(change) {
    this.#history.push({ ...this.#history.present, ...change });
    this.changed();
  }

  /**
   * Work an answer into every state, those taken back too.
   * @param {(state: State) => State} change
   */
  amend(change) {
    this.#history.amend(change);
    this.changed();
  }

  /**
   * The same for one place.
   * @param {number} id
   * @param {(place: Place) => Place} change
   */
  amendPlace(id, change) {
    this.amend((state) => ({
      ...state,
      places: state.places.map((place) => (place.id === id ? change(place) : place)),
    }));
  }

  undo() {
    this.#history.undo();
    this.changed();
  }

  redo() {
    this.#history.redo();
    this.changed();
  }

  /** @param {boolean} busy */
  setBusy(busy) {
    this.busy = busy;
    this.changed();
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {HTMLCanvasElement} canvas */
const sizeOf = ({ width, height }) => ({ width, height });
