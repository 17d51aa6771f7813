// The tools above the stage, each shown and enabled where it has something to do.

import { find, nameElement } from "./dom.js";
import { onLanguage, say } from "./language.js";
import { mayHavePages } from "./picture.js";

/**
 * @typedef {object} Tools
 * @property {() => void} draw
 * @property {() => void} undo
 * @property {() => void} redo
 * @property {() => void} clear
 * @property {(steps: number) => void} zoom
 * @property {() => void} turn
 * @property {(pages: number) => void} leaf
 * @property {(byKeyboard: boolean) => void} add
 */

/** @param {string} selector */
const button = (selector) => /** @type {HTMLButtonElement} */ (find(`.toolbar ${selector}`));

export class Toolbar {
  #draw = button(".draw");
  #choose = button(".choose");
  #undo = button(".undo");
  #redo = button(".redo");
  #clear = button(".clear");
  #add = button(".add");
  #back = button(".back");
  #forth = button(".forth");
  #page = find(".page-number");

  /**
   * @param {import("./desk.js").Desk} desk
   * @param {Tools} tools
   */
  constructor(desk, tools) {
    this.desk = desk;
    this.#draw.addEventListener("click", tools.draw);
    this.#undo.addEventListener("click", tools.undo);
    this.#redo.addEventListener("click", tools.redo);
    this.#clear.addEventListener("click", tools.clear);
    // Only a press of a key has no clicks to count.
    this.#add.addEventListener("click", (event) => tools.add(event.detail === 0));
    button(".turn").addEventListener("click", tools.turn);
    button(".closer").addEventListener("click", () => tools.zoom(1));
    button(".farther").addEventListener("click", () => tools.zoom(-1));
    this.#back.addEventListener("click", () => tools.leaf(-1));
    this.#forth.addEventListener("click", () => tools.leaf(1));
    desk.addEventListener("change", () => this.render());
    onLanguage(() => this.render());
  }

  render() {
    const { front, isDrawing, adding } = this.desk;
    this.#draw.setAttribute("aria-pressed", `${isDrawing}`);
    this.#choose.setAttribute("aria-pressed", `${!isDrawing}`);
    const way = isDrawing ? "tool.choose" : "tool.another";
    find("span", this.#choose).textContent = say(way);
    nameElement(this.#choose, say(`${way}Name`));
    this.#undo.disabled = !front.canUndo;
    this.#redo.disabled = !front.canRedo;
    this.#clear.hidden = !isDrawing;
    this.#clear.disabled = front.isEmpty;
    this.#add.disabled = front.isEmpty;
    this.#add.setAttribute("aria-pressed", `${adding}`);
    find(".picture-tools").hidden = isDrawing;
    const { picture } = front;
    find(".pages").hidden = picture === null || !mayHavePages(picture.file);
    this.#back.disabled = picture?.page === 1;
    this.#page.textContent = `${picture?.page ?? ""}`;
  }
}
