// What went wrong and what came of it, as sentences.

import { ApiError, useKey } from "./api.js";
import { element, find } from "./dom.js";
import { onLanguage, say } from "./language.js";

const STAYS = 8000; // milliseconds

/** @type {Record<number, string>} */
const FRAMES = {
  0: "error.gone",
  401: "error.key",
  408: "error.slow",
  413: "error.large",
  415: "error.picture",
  422: "error.picture",
  429: "error.busy",
  503: "error.busy",
};

export class Notices {
  #notice = find(".notice");
  #toast = find(".toast");
  #key = /** @type {HTMLDialogElement} */ (find("dialog.key-dialog"));
  #timer = 0;
  /** @type {() => void} */
  #again = () => undefined;
  /** @type {unknown} */
  #error = null;

  constructor() {
    find("form", this.#key).addEventListener("submit", (event) => this.#useKey(event));
    onLanguage(() => this.#render());
  }

  /**
   * Say what went wrong; what may succeed later can be tried again.
   * @param {unknown} error
   * @param {() => void} [again]
   */
  report(error, again) {
    this.#error = error;
    this.#again = again ?? (() => undefined);
    this.#render();
    if (error instanceof ApiError && error.status === 401) this.#key.showModal();
  }

  /** What went wrong is over. */
  clear() {
    this.#error = null;
    this.#render();
  }

  /**
   * Say what came of an act.
   * @param {string} text
   * @param {{name: string, act: () => void}} [offer]
   */
  tell(text, offer) {
    const button = offer && element("button", { type: "button" }, offer.name);
    button?.addEventListener("click", () => {
      this.#toast.hidden = true;
      offer?.act();
    });
    this.#toast.replaceChildren(element("span", {}, text), ...(button ? [button] : []));
    this.#toast.hidden = false;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => (this.#toast.hidden = true), STAYS);
  }

  #render() {
    const error = this.#error;
    this.#notice.hidden = error === null;
    if (error === null) return this.#notice.replaceChildren();
    const close = element("button", { type: "button" }, say("close"));
    close.addEventListener("click", () => this.clear());
    const buttons = [close];
    if (error instanceof ApiError && error.passes) {
      const again = element("button", { type: "button" }, say("again"));
      again.addEventListener("click", () => {
        this.clear();
        this.#again();
      });
      buttons.unshift(again);
    }
    this.#notice.replaceChildren(
      sentence(error),
      element("div", { className: "answers" }, ...buttons),
    );
  }

  /** @param {Event} event */
  #useKey(event) {
    event.preventDefault();
    useKey(/** @type {HTMLInputElement} */ (find("input", this.#key)).value);
    this.#key.close();
    this.clear();
    this.#again();
  }
}

/**
 * Our words for it, and the service's own sentence, which is English.
 * @param {unknown} error
 */
function sentence(error) {
  const known = error instanceof ApiError;
  const frame = say((known && FRAMES[error.status]) || "error.other");
  const detail = known ? error.sentence : `${error}`;
  const said = element("span", { className: "said", lang: "en" }, detail);
  return element("p", {}, element("strong", {}, frame), ...(detail ? [" ", said] : []));
}
