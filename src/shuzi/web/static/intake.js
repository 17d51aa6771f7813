// The ways in for a picture: chosen, photographed, dropped or pasted.

import { find } from "./dom.js";

/**
 * Offer every way in.
 * @param {(files: File[]) => void} take
 * @param {() => boolean} bringBack the picture that lay in front before; false where there is none
 */
export function offerIntake(take, bringBack) {
  const choose = offerInput(".chosen-file", take);
  const photograph = offerInput(".photographed-file", take);
  find(".choose").addEventListener("click", () => bringBack() || choose());
  find(".photograph").addEventListener("click", photograph);
  offerDrop(take);
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0) take(files);
  });
}

/**
 * @param {string} selector
 * @param {(files: File[]) => void} take
 * @returns {() => void} opens it
 */
function offerInput(selector, take) {
  const input = /** @type {HTMLInputElement} */ (find(selector));
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    input.value = ""; // the same picture may be chosen once more
    if (files.length > 0) take(files);
  });
  return () => input.click();
}

/** @param {(files: File[]) => void} take */
function offerDrop(take) {
  const root = document.documentElement;
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    root.classList.add("dropping");
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) root.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    root.classList.remove("dropping");
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) take(files);
  });
}
