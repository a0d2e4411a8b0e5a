// Reading paper ballots: one key a row, each sheet saved at once. What is on the screen is one sheet; the server keeps
// the rest, so that nothing is lost when the page is closed.
import { setUpCamera } from "../deputy/camera.js";
import { fill, read } from "../deputy/words.js";
import { Refused, passing, post } from "../scrutineer/server.js";

const data = read("data");
const words = read("words");
const at = (id) => document.getElementById(id);
const lines = [...document.querySelectorAll("#rows > li")];
const byKey = new Map(data.keys.map(({ key, value }) => [key, value]).concat([["?", data.unreadable], ["？", data.unreadable]]));

const entered = new Map(Object.entries(data.entered).map(([sheet, entry]) => [Number(sheet), entry]));
let sheet = 1;
let row = 0;
let marks = [];
let doubtful = false;
let typed = "";
/** Sheets on their way to the server; the hand is faster than the network and need not wait. */
const underWay = new Set();
let saving = Promise.resolve();

const missing = () => marks.filter((mark) => mark === null).length;
const firstOpen = () => {
  for (let n = 1; n <= data.sheets; n++) if (!entered.has(n)) return n;
  return data.sheets;
};

function say(text) {
  at("problem").textContent = text ?? "";
  at("problem").hidden = !text;
}

function showRow(index) {
  const mark = marks[index];
  const line = lines[index];
  line.classList.toggle("filled", mark !== null);
  line.classList.toggle("unreadable", mark === data.unreadable);
  for (const pick of line.querySelectorAll(".pick")) {
    pick.setAttribute("aria-pressed", String(mark !== null && Number(pick.dataset.value) === mark));
  }
  const field = line.querySelector(".rank");
  if (field) field.value = mark > 0 ? mark : "";
}

function show() {
  at("sheet").textContent = sheet;
  lines.forEach((_line, index) => showRow(index));
  at("doubt").setAttribute("aria-pressed", String(doubtful));
  progress();
  at("next").disabled = missing() > 0;
  at("next").textContent = sheet === data.sheets ? words.last : words.next;
  at("before").disabled = sheet === 1;
  at("after").disabled = sheet === data.sheets || !entered.has(sheet);
}

function progress() {
  const saved = entered.size - underWay.size;
  const left = data.sheets - saved;
  at("progress").value = saved;
  at("done-word").textContent = left ? fill(words.done, { n: saved, left }) : words.all;
  at("finish").hidden = left > 0;
}

/** The row that the next key fills. After the last one there is none, so that no key too many changes a mark. */
function focusRow(index) {
  if (index >= lines.length && missing()) index = marks.indexOf(null);
  row = Math.max(0, Math.min(index, lines.length));
  typed = "";
  lines.forEach((line, i) => line.classList.toggle("current", i === row));
  if (row === lines.length) {
    at("next").focus({ preventScroll: true });
    at("next").scrollIntoView({ block: "nearest" });
    return;
  }
  lines[row].focus({ preventScroll: true });
  lines[row].scrollIntoView({ block: "nearest" });
}

function open(number) {
  sheet = Math.max(1, Math.min(number, data.sheets));
  const kept = entered.get(sheet);
  marks = kept ? [...kept.marks] : new Array(data.rows).fill(null);
  doubtful = kept ? kept.doubtful : false;
  say(null);
  show();
  focusRow(0);
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function send(number, entry) {
  at("saved").textContent = words.saving;
  for (;;) {
    try {
      await post(data.save.replace(/0$/, String(number)), JSON.stringify(entry));
      break;
    } catch (error) {
      if (!passing(error)) {
        entered.delete(number);
        underWay.delete(number);
        open(number);
        at("saved").textContent = "";
        say(error instanceof Refused && error.status === 401 ? words.signedOut : error.message);
        return;
      }
      say(words.lost);
      await sleep(1500);
    }
  }
  say(null);
  if (entered.get(number) === entry) underWay.delete(number);
  at("saved").textContent = fill(words.saved, { n: number });
  progress();
}

/** Save the sheet as soon as its last row is known; saves go one after the other. */
function save() {
  if (missing()) return;
  const number = sheet;
  const entry = { marks: [...marks], doubtful };
  const kept = entered.get(number);
  if (kept && kept.doubtful === doubtful && kept.marks.every((mark, i) => mark === entry.marks[i])) return;
  entered.set(number, entry);
  underWay.add(number);
  progress();
  saving = saving.then(() => send(number, entry));
}

function put(mark, on = true) {
  if (row === lines.length) {
    say(words.full);
    return;
  }
  marks[row] = mark;
  showRow(row);
  at("next").disabled = missing() > 0;
  if (on) focusRow(row + 1);
  save();
}

function next() {
  if (missing()) {
    say(fill(words.incomplete, { n: missing() }));
    focusRow(marks.indexOf(null));
    return;
  }
  save();
  if (sheet < data.sheets) open(sheet + 1);
  else saving.then(() => at("finish").querySelector("button").focus());
}

function doubt() {
  doubtful = !doubtful;
  at("doubt").setAttribute("aria-pressed", String(doubtful));
  save();
}

/** Priorities may have two digits: a row is done when no other digit can follow, or with Enter or an arrow. */
function digit(key) {
  if (!typed && key === "0") return put(data.unreadable);
  const rank = Number(typed + key);
  if (rank > data.top) return say(fill(words.rankWrong, { n: data.top }));
  say(null);
  const whole = typed + key;
  if (rank * 10 > data.top) return put(rank);
  put(rank, false);
  typed = whole;
}

function pressed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target === at("code")) return;
  const { key } = event;
  const button = event.target.closest?.("button, a");
  if (key === "Enter" && button) return;
  const moves = { ArrowLeft: -1, Backspace: -1, ArrowUp: -1, ArrowDown: 1, ArrowRight: 1 };
  if (key in moves) {
    say(null);
    if (data.ranked && key === "ArrowDown" && marks[row] === null) put(0, false);
    focusRow(row + moves[key]);
  } else if (key === "Enter") {
    if (data.ranked && typed && missing()) focusRow(row + 1);
    else next();
  } else if (key === "d" || key === "D") doubt();
  else if (data.ranked && /^\d$/.test(key)) digit(key);
  else if (byKey.has(key)) put(byKey.get(key));
  else return;
  event.preventDefault();
}

lines.forEach((line, index) => {
  line.addEventListener("click", (event) => {
    const pick = event.target.closest(".pick");
    focusRow(index);
    if (pick) put(Number(pick.dataset.value));
    line.querySelector(".rank")?.focus();
  });
  line.querySelector(".rank")?.addEventListener("change", (event) => {
    const rank = Number(event.target.value);
    if (event.target.value.trim() && Number.isInteger(rank) && rank >= 1 && rank <= data.top) {
      row = index;
      put(rank);
    }
  });
});

/** Compare a sheet's code here; only a foreign one is asked about, so that the page can say whose it is. */
async function check(text) {
  const code = text.trim();
  const word = at("code-word");
  word.className = "hint";
  at("code").value = "";
  if (!code) return;
  let sentence = words.matches;
  if (code !== data.mark) {
    sentence = await post(data.check, JSON.stringify({ code })).then(() => words.matches, (error) => error.message);
  }
  word.textContent = sentence;
  word.className = sentence === words.matches ? "matches" : "wrong";
  if (sentence === words.matches) focusRow(row);
}

at("code").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  check(at("code").value);
});
setUpCamera(at("scan"), (text) => {
  check(text);
  return true;
});
addEventListener("keydown", pressed);
at("next").addEventListener("click", next);
at("doubt").addEventListener("click", doubt);
at("before").addEventListener("click", () => open(sheet - 1));
at("after").addEventListener("click", () => open(sheet + 1));
addEventListener("beforeunload", (event) => {
  if (underWay.size || (marks.some((mark) => mark !== null) && missing())) event.preventDefault();
});
open(firstOpen());
