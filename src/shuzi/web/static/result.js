// The numbers that were read, large, and to be copied.

import { element, find } from "./dom.js";
import { onLanguage, say } from "./language.js";
import { linesOf, textOf } from "./places.js";

/** @typedef {import("./places.js").Place} Place */

const SHOWN = 1500; // milliseconds for which the button says that it has copied

export class Result {
  #root = find(".result");
  #number = find(".number", this.#root);
  #state = find(".state", this.#root);
  #model = find(".model", this.#root);
  #copy = /** @type {HTMLButtonElement} */ (find(".copy", this.#root));
  #live = find(".live");
  #text = "";

  /**
   * @param {import("./desk.js").Desk} desk
   * @param {(id: number) => void} choose a place whose digit was clicked
   */
  constructor(desk, choose) {
    this.desk = desk;
    this.choose = choose;
    desk.addEventListener("change", () => this.render());
    onLanguage(() => this.render());
    this.#copy.addEventListener("click", () => this.#copyText());
    this.#number.addEventListener("click", (event) => {
      const { id } = /** @type {HTMLElement} */ (event.target).dataset;
      if (id !== undefined) this.choose(Number(id));
    });
  }

  render() {
    const { front, selected } = this.desk;
    const lines = linesOf(front.places);
    this.#text = lines.map(textOf).join("\n");
    const longest = Math.max(1, ...lines.map((line) => line.length));
    // A number fills the card, however long it is; many lines are set smaller.
    this.#number.style.setProperty("--longest", `${longest}`);
    this.#number.style.setProperty("--lines", `${lines.length}`);
    this.#number.replaceChildren(...lines.map((line) => this.#line(line, selected)));
    this.#copy.hidden = this.#text === "";
    this.#root.classList.toggle("busy", front.busy);
    this.#root.setAttribute("aria-busy", `${front.busy}`);
    this.#state.textContent = this.#summary(lines);
    this.#model.textContent = this.#text && say("state.model", { model: front.model });
  }

  /** Tell who cannot see it what has been read. */
  announce() {
    if (this.desk.front.isEmpty) return;
    const spoken = this.#text.replaceAll("\n", ", ").replaceAll("?", ` ${say("live.unread")} `);
    this.#live.textContent = this.#text ? say("live.read", { text: spoken }) : say("state.nothing");
  }

  /**
   * @param {Place[]} line
   * @param {number | null} selected
   */
  #line(line, selected) {
    const digits = line.map((place) => {
      const className = place.id === selected ? "digit chosen" : "digit";
      return element("span", { className, "data-id": place.id }, `${place.value ?? "?"}`);
    });
    return element("div", { className: "line" }, ...digits);
  }

  /** @param {Place[][]} lines */
  #summary(lines) {
    const { front, isDrawing } = this.desk;
    if (front.isEmpty) return say(isDrawing ? "state.draw" : "state.picture");
    if (front.busy && lines.length === 0) return say("state.reading");
    const seen = front.places.filter((place) => !place.gone);
    const count = seen.filter((place) => place.value !== null).length;
    if (count === 0) return front.wasRead ? say("state.nothing") : "";
    const refused = seen.length - count;
    const digits = say("state.digits", { count });
    return refused ? `${digits} · ${say("state.refused", { count: refused })}` : digits;
  }

  async #copyText() {
    const label = find("span", this.#copy);
    try {
      await navigator.clipboard.writeText(this.#text);
      label.textContent = say("copy.done");
    } catch {
      // Only pages from this computer or over HTTPS may write to the clipboard.
      getSelection()?.selectAllChildren(this.#number);
      label.textContent = say("copy.selected");
    }
    setTimeout(() => (label.textContent = say("copy")), SHOWN);
  }
}
