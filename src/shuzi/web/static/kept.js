// What has been kept: to be seen, taken away as a data set, and deleted.

import { fetchFile, forget, forgetAll, listKept } from "./api.js";
import { element, find, icon, nameElement } from "./dom.js";
import { language, onLanguage, say } from "./language.js";
import { whereKept } from "./wording.js";

/** @typedef {import("./api.js").Correction} Correction */

export class Kept {
  #dialog = /** @type {HTMLDialogElement} */ (find("dialog.kept"));
  #list = find("ul", this.#dialog);
  #more = /** @type {HTMLButtonElement} */ (find(".more", this.#dialog));
  #erase = /** @type {HTMLButtonElement} */ (find(".erase", this.#dialog));
  #export = /** @type {HTMLButtonElement} */ (find(".export", this.#dialog));
  /** @type {number | null} */
  #next = null;
  #total = 0;
  #certain = false;

  /** @param {(error: unknown) => void} report */
  constructor(report) {
    const attempt = (/** @type {() => Promise<void>} */ act) => () => act().catch(report);
    this.attempt = attempt;
    find(".open-kept").addEventListener(
      "click",
      attempt(() => this.open()),
    );
    find(".close", this.#dialog).addEventListener("click", () => this.#dialog.close());
    this.#more.addEventListener(
      "click",
      attempt(() => this.#load()),
    );
    this.#erase.addEventListener(
      "click",
      attempt(() => this.#eraseAll()),
    );
    this.#export.addEventListener(
      "click",
      attempt(() => download("/v1/corrections.zip")),
    );
    onLanguage(() => this.#render());
  }

  async open() {
    this.#certain = false;
    this.#next = null;
    this.#list.replaceChildren();
    await this.#load();
    this.#dialog.showModal();
  }

  async #load() {
    const { corrections, total, next } = await listKept(this.#next);
    this.#next = next;
    this.#total = total;
    this.#list.append(...corrections.map((correction) => this.#entry(correction)));
    this.#render();
  }

  #render() {
    const none = this.#total === 0;
    find(".promise", this.#dialog).textContent = none
      ? say("kept.nothing", { where: whereKept(say) })
      : say("kept.count", { count: this.#total, where: whereKept(say) });
    this.#more.hidden = this.#next === null;
    this.#erase.hidden = none;
    this.#export.hidden = none;
    find("span", this.#erase).textContent = this.#certain
      ? say("kept.certain", { count: this.#total })
      : say("kept.erase");
  }

  /** @param {Correction} correction */
  #entry(correction) {
    const picture = element("img", { alt: "" });
    fetchFile(correction.picture).then(
      (blob) => {
        picture.src = URL.createObjectURL(blob);
        picture.onload = () => URL.revokeObjectURL(picture.src);
      },
      () => picture.remove(),
    );
    const value = correction.value ?? say("kept.none");
    const change = element(
      "span",
      {},
      `${correction.read ?? "?"} → `,
      element("strong", {}, `${value}`),
    );
    const when = element("time", { dateTime: correction.created }, inTime(correction.created));
    const button = element("button", { type: "button", className: "quiet" }, icon("trash"));
    nameElement(button, say("kept.delete", { value }));
    const item = element("li", {}, picture, change, when, button);
    button.addEventListener(
      "click",
      this.attempt(() => this.#delete(correction.id, item)),
    );
    return item;
  }

  /**
   * @param {number} id
   * @param {HTMLElement} item
   */
  async #delete(id, item) {
    await forget(id);
    const neighbour = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    this.#total -= 1;
    this.#render();
    (neighbour?.querySelector("button") ?? find(".close", this.#dialog)).focus();
  }

  /** All are deleted when it is asked for twice. */
  async #eraseAll() {
    if (this.#certain) {
      await forgetAll();
      this.#list.replaceChildren();
      this.#total = 0;
      this.#next = null;
      find(".close", this.#dialog).focus();
    }
    this.#certain = !this.#certain;
    this.#render();
  }
}

/** @param {string} created in ISO 8601 */
const inTime = (created) =>
  new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "short" }).format(
    new Date(created),
  );

/** @param {string} path */
async function download(path) {
  const url = URL.createObjectURL(await fetchFile(path));
  element("a", { href: url, download: path.split("/").at(-1) }).click();
  URL.revokeObjectURL(url);
}
