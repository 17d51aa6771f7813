// What the page remembers of a person's choices; early.js reads it back.

/**
 * Remember a choice for the next visit, where the browser allows it.
 * @param {string} key
 * @param {string} value
 */
export function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage may be forbidden or full: the choice then lasts as long as the page.
  }
}
