// The keyboard: one key, one act.

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./editor.js").Editor} Editor */

const FIELDS = "input, textarea, dialog *";

/**
 * @param {Desk} desk
 * @param {Editor} editor
 * @param {{undo: () => void, redo: () => void}} steps
 */
export function offerKeys(desk, editor, steps) {
  document.addEventListener("keydown", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (event.defaultPrevented || target.matches(FIELDS)) return;
    const act = withModifier(event) ? stepOf(event, steps) : actOf(event, desk, editor);
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}

/** @param {KeyboardEvent} event */
const withModifier = (event) => event.ctrlKey || event.metaKey;

/**
 * @param {KeyboardEvent} event
 * @param {{undo: () => void, redo: () => void}} steps
 */
function stepOf(event, { undo, redo }) {
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? redo : undo;
  return key === "y" ? redo : undefined;
}

/**
 * @param {KeyboardEvent} event
 * @param {Desk} desk
 * @param {Editor} editor
 * @returns {(() => void) | undefined}
 */
function actOf(event, desk, editor) {
  if (event.key === "Escape") return escape(desk);
  if (event.altKey || desk.place === undefined) return undefined;
  if (/^\d$/.test(event.key)) return () => editor.correct(Number(event.key));
  switch (event.key.toLowerCase()) {
    case "delete":
    case "backspace":
      return () => editor.remove();
    case "s":
      return () => editor.split();
    case "m":
      return () => editor.merge();
    default:
      return undefined;
  }
}

/** @param {Desk} desk */
function escape(desk) {
  if (desk.adding) return () => desk.setAdding(false);
  return desk.place && (() => desk.select(null));
}
