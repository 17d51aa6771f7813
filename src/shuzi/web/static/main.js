// Puts the page together.

import { Band } from "./band.js";
import { Desk } from "./desk.js";
import { find } from "./dom.js";
import { Editor } from "./editor.js";
import { offerIntake } from "./intake.js";
import { Kept } from "./kept.js";
import { offerKeys } from "./keys.js";
import { fillIn, onLanguage, say, switchLanguage } from "./language.js";
import { Notices } from "./notices.js";
import { Overlay } from "./overlay.js";
import { Panel } from "./panel.js";
import { Pen } from "./pen.js";
import { openPicture } from "./picture.js";
import { Reading } from "./reading.js";
import { Result } from "./result.js";
import { Sheet } from "./sheet.js";
import { Stage } from "./stage.js";
import { Teach } from "./teach.js";
import { offerTheme } from "./theme.js";
import { Toolbar } from "./toolbar.js";
import { whereKept } from "./wording.js";

const sayPromise = () => {
  find("footer .promise").textContent = say("promise", { where: whereKept(say) });
};
fillIn();
sayPromise();
onLanguage(sayPromise);

const desk = new Desk();
const notices = new Notices();
const report = notices.report.bind(notices);
const stage = new Stage(desk);
const reading = new Reading(report);
const editor = new Editor(desk, report);
const overlay = new Overlay(desk, stage);
const choose = (/** @type {number} */ id) => {
  desk.select(id);
  overlay.focus();
};
const result = new Result(desk, choose);
const band = new Band(desk, stage, (box) => {
  editor.add(box);
  overlay.focus();
});
const kept = new Kept(report);
new Pen(stage, desk, choose);
new Panel(desk, editor);
new Teach(desk, report, (count) =>
  notices.tell(say("teach.done", { count }), { name: say("teach.see"), act: () => kept.open() }),
);

/**
 * Lay a sheet in front again.
 * @param {import("./sheet.js").Sheet} sheet
 */
function bringBack(sheet) {
  desk.bring(sheet);
  if (sheet.isStale) reading.now(sheet);
}

/** @param {() => void} move through the history of the sheet in front */
function travel(move) {
  move();
  if (desk.isDrawing && desk.front.isStale) reading.soon(desk.drawing);
}

const steps = {
  undo: () => travel(() => desk.front.undo()),
  redo: () => travel(() => desk.front.redo()),
};

/**
 * Lay a picture in front and read it.
 * @param {File} file
 * @param {number} [turn]
 * @param {number} [page]
 */
async function show(file, turn, page) {
  notices.clear();
  const { front: before, picture: lastPicture } = desk;
  const sheet = new Sheet(await openPicture(file, turn, page));
  watch(sheet);
  desk.bring(sheet);
  await reading.now(sheet);
  if (sheet.canvas !== null || sheet.wasRead || desk.front !== sheet) return;
  // There is nothing to be seen of it, unless another try succeeds.
  desk.bring(before);
  desk.picture = lastPicture;
  sheet.addEventListener("read", () => desk.bring(sheet), { once: true });
}

/** @param {Sheet} sheet */
function watch(sheet) {
  sheet.addEventListener("ink", () => reading.soon(sheet));
  sheet.addEventListener("read", () => {
    notices.clear();
    result.announce();
  });
}

/** @param {(picture: import("./picture.js").Picture) => Promise<void>} act */
function withPicture(act) {
  const { picture } = desk.front;
  if (picture !== null) act(picture);
}

new Toolbar(desk, {
  ...steps,
  draw: () => bringBack(desk.drawing),
  clear: () => {
    desk.front.step({ strokes: [], places: [] });
    reading.soon(desk.drawing);
  },
  zoom: (by) => stage.zoom(by),
  turn: () => withPicture(({ file, turn, page }) => show(file, (turn + 90) % 360, page)),
  leaf: (by) => withPicture(({ file, turn, page }) => show(file, turn, page + by)),
  add: (byKeyboard) => {
    desk.setAdding(!desk.adding);
    if (desk.adding && byKeyboard) band.startByKeyboard();
  },
});
offerKeys(desk, editor, steps);
offerIntake(
  ([file, ...others]) => {
    if (others.length > 0) notices.tell(say("intake.first"));
    show(file);
  },
  () => {
    if (!desk.isDrawing || desk.picture === null) return false;
    bringBack(desk.picture);
    return true;
  },
);
offerTheme(find(".theme"), () => stage.paint());
find(".language").addEventListener("click", switchLanguage);
watch(desk.drawing);
desk.bring(desk.drawing);
