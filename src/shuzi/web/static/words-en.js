// The page in English.

/** @type {Record<string, import("./language.js").Wording>} */
export const english = {
  again: "Try again",
  close: "Close",
  copy: "Copy",
  "copy.done": "Copied",
  "copy.selected": "Selected: press Ctrl+C",

  "add.keys":
    "A box for a digit: arrow keys move it, with Shift they resize it, Enter accepts it, Escape gives it up",

  "bar.kept": "What is kept",
  "bar.language": "中文",
  "bar.languageName": "中文: show this page in Chinese",
  "bar.theme": "Dark theme",

  "confidence.certain": "certain",
  "confidence.quiteSure": "quite sure",
  "confidence.fairlySure": "fairly sure",
  "confidence.doubtful": "doubtful",

  "drop.here": "Drop the picture to have it read",

  "error.busy": "shuzi has too much to do just now.",
  "error.gone":
    "shuzi does not answer. Is “shuzi serve” still running, and are you connected to it?",
  "error.key": "This shuzi asks for a key.",
  "error.large": "This picture is too large.",
  "error.other": "That did not work.",
  "error.picture": "This could not be read as a picture.",
  "error.slow": "That took too long.",

  "hint.draw": "Write digits here",
  "hint.or": "or drop, paste or choose a picture",
  "hint.blank": "Your browser cannot show this file: its sheet is blank.",

  "hints.choose": "Choose a digit to see what the network saw there, and to correct it.",
  "hints.correct": "it is this digit",
  "hints.merge": "one with the next",
  "hints.remove": "there is no digit",
  "hints.split": "these are two",
  "hints.undo": "undo",
  "hints.walk": "from box to box",

  "intake.first": "One picture at a time: the first one is read.",

  "kept.certain": { one: "Really delete it?", other: "Really delete all {count}?" },
  "kept.count": {
    one: "One crop of a digit is kept {where}. Nothing else is.",
    other: "{count} crops of digits are kept {where}. Nothing else is.",
  },
  "kept.delete": "Delete this one: {value}",
  "kept.erase": "Delete all",
  "kept.export": "Download",
  "kept.here": "on this computer",
  "kept.more": "Show more",
  "kept.none": "no digit",
  "kept.nothing": "Nothing is kept. When you correct a digit and say so, its crop is kept {where}.",
  "kept.there": "on {host}",
  "kept.title": "What is kept",

  "key.label": "Key",
  "key.title": "This shuzi asks for a key",
  "key.use": "Use this key",

  "legend.corrected": "corrected",
  "legend.doubtful": "doubtful",
  "legend.name": "What the boxes mean",
  "legend.refused": "not read",
  "legend.sure": "sure",

  "live.read": "Read: {text}",
  "live.unread": "unread",

  "panel.choose": "What is written here?",
  "panel.frame": "The 28 by 28 pixels that the network saw",
  "panel.key": "It is a {digit}; shuzi gave it {percent}",
  "panel.merge": "Merge",
  "panel.mergeName": "Merge with the next one (M)",
  "panel.remove": "No digit",
  "panel.removeName": "There is no digit here (Delete)",
  "panel.split": "Split",
  "panel.splitName": "Split in two (S)",
  "panel.title": "Place {number} of {count}",

  "place.corrected": "You say {value}; shuzi read {read}",
  "place.read": "{value}: {sureness}, {percent}",
  "place.refused": "Not read: {reason}",
  "place.told": "You say {value}; shuzi had not read it",

  promise:
    "Your pictures are read {where} and not kept. Only a crop that you correct is, and only when you say so.",

  "reason.blank": "there is no ink",
  "reason.not a digit": "it looks like something else than a digit",
  "reason.unread": "nobody has looked yet; say what it is",
  "reason.unsure": "shuzi is too unsure to say",

  "result.title": "Reading",

  skip: "Skip to what was read",

  "stage.name": "The sheet: draw on it, or walk its boxes with the arrow keys",

  "state.digits": { one: "One digit", other: "{count} digits" },
  "state.draw": "What you write is read here as you go.",
  "state.model": "Read by {model}",
  "state.nothing": "No digit was found.",
  "state.picture": "",
  "state.reading": "Reading …",
  "state.refused": { one: "one place not read", other: "{count} places not read" },

  "teach.done": { one: "Kept one crop. Thank you.", other: "Kept {count} crops. Thank you." },
  "teach.promise":
    "Only these crops are kept, {where}: not the picture around them, and nothing else.",
  "teach.see": "See what is kept",
  "teach.send": { one: "Teach shuzi this", other: "Teach shuzi these {count}" },
  "teach.title": "Your corrections",

  title: "shuzi · reads handwritten digits",

  "tool.add": "Add a digit",
  "tool.addName": "Add a digit that was missed: drag a box around it",
  "tool.another": "Another",
  "tool.anotherName": "Choose another picture",
  "tool.back": "Previous page",
  "tool.choose": "Picture",
  "tool.chooseName": "Picture: choose one, or return to the last",
  "tool.clear": "Clear",
  "tool.closer": "Larger",
  "tool.draw": "Draw",
  "tool.farther": "Smaller",
  "tool.forth": "Next page",
  "tool.photograph": "Photograph",
  "tool.redo": "Redo",
  "tool.turn": "Turn clockwise",
  "tool.undo": "Undo",
  "tools.name": "Tools",
};
