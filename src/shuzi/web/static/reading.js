// Reads the sheet in front, some moments after it has changed; only the last answer counts.

import { read } from "./api.js";
import { pngOf } from "./crop.js";
import { carriedOver, placesOf } from "./places.js";

/** @typedef {import("./sheet.js").Sheet} Sheet */

const PAUSE = 250; // milliseconds after a stroke: the next one of the same digit often follows

export class Reading {
  #timer = 0;
  #running = new AbortController();
  /** @type {Sheet | null} */
  #sheet = null;

  /** @param {(error: unknown, again: () => void) => void} report what to do with an error */
  constructor(report) {
    this.report = report;
  }

  /**
   * Read a drawing once the pen rests.
   * @param {Sheet} sheet
   */
  soon(sheet) {
    this.stop();
    this.#timer = window.setTimeout(() => this.now(sheet), PAUSE);
  }

  /** Forget what was to be read, and the answer on its way. */
  stop() {
    clearTimeout(this.#timer);
    this.#running.abort();
  }

  /**
   * @param {Sheet} sheet
   */
  async now(sheet) {
    this.stop();
    const running = new AbortController();
    this.#running = running;
    this.#sheet = sheet;
    sheet.setBusy(true);
    try {
      await readInto(sheet, running.signal);
    } catch (error) {
      if (!running.signal.aborted) this.report(error, () => this.now(sheet));
    }
    // A newer reading of the same sheet keeps it busy.
    if (this.#running === running || this.#sheet !== sheet) sheet.setBusy(false);
  }
}

/**
 * @param {Sheet} sheet
 * @param {AbortSignal} signal
 */
async function readInto(sheet, signal) {
  const { strokes } = sheet;
  const answer = sheet.isEmpty ? null : await read(await given(sheet), { ...asked(sheet), signal });
  signal.throwIfAborted();
  if (answer !== null && sheet.picture !== null) {
    sheet.size = { width: answer.width, height: answer.height };
  }
  sheet.model = answer?.model ?? sheet.model;
  sheet.readOf = strokes;
  const fresh = answer === null ? [] : placesOf(answer);
  sheet.amend((state) =>
    state.strokes === strokes ? { ...state, places: carriedOver(state.places, fresh) } : state,
  );
  sheet.dispatchEvent(new Event("read"));
}

/**
 * What is sent: a picture as its file is, a drawing as PNG.
 * @param {Sheet} sheet
 */
function given(sheet) {
  if (sheet.picture !== null) return sheet.picture.file;
  return pngOf(/** @type {HTMLCanvasElement} */ (sheet.canvas));
}

/** @param {Sheet} sheet */
function asked({ picture }) {
  if (picture === null) return { name: "drawing.png" };
  return { name: picture.file.name, turn: picture.turn, page: picture.page };
}
