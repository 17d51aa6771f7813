// The page's language, and its words.

import { nameElement } from "./dom.js";
import { remember } from "./storage.js";
import { chinese } from "./words-zh.js";
import { english } from "./words-en.js";

/** @typedef {string | {one: string, other: string}} Wording */

/** @type {Record<string, Record<string, Wording>>} */
const WORDS = { en: english, "zh-CN": chinese };

const changes = new EventTarget();
const root = document.documentElement;
if (!(root.lang in WORDS)) root.lang = "en";

/** The tag of the language spoken now. */
export const language = () => root.lang;

/**
 * What a key says, with values put in; where it counts, the value named count chooses the form.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  const wording = WORDS[root.lang][key];
  if (wording === undefined) throw new Error(`there are no words for ${key}`);
  const text =
    typeof wording === "string" ? wording : wording[values.count === 1 ? "one" : "other"];
  return text.replace(/\{(\w+)\}/g, (_, name) => `${values[name]}`);
}

/**
 * Call a listener whenever the language has changed.
 * @param {() => void} listener
 */
export function onLanguage(listener) {
  changes.addEventListener("change", listener);
}

/** Speak the other language from now on. */
export function switchLanguage() {
  root.lang = root.lang === "en" ? "zh-CN" : "en";
  remember("shuzi.language", root.lang);
  fillIn();
  changes.dispatchEvent(new Event("change"));
}

/** Put the words into the page: data-word is an element's text, data-name what it is called. */
export function fillIn() {
  for (const worded of document.querySelectorAll("[data-word]")) {
    worded.textContent = say(/** @type {HTMLElement} */ (worded).dataset.word ?? "");
  }
  for (const named of document.querySelectorAll("[data-name]")) {
    const button = /** @type {HTMLElement} */ (named);
    nameElement(button, say(button.dataset.name ?? ""));
  }
  root.dataset.ready = "";
}
