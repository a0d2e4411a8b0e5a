// /verify: checks a seal in this browser. What stands after # in the address is never sent to any server.
import { setUpCamera } from "../deputy/camera.js";
import { codeIn } from "../picture.js";
import { BadSeal, openSeal, publicKeyOf, tokenFrom } from "./seal.js";

const page = document.getElementById("verify-page");
const part = (id) => document.getElementById(id);

function show(kind, text, payload = null) {
  const box = part("verdict");
  box.hidden = false;
  part("verdict-notice").className = `notice notice-${kind}`;
  part("verdict-text").textContent = text;
  part("verdict-rehearsal").hidden = !payload?.rehearsal;
  part("verdict-figures").hidden = part("verdict-rows").hidden = !payload;
  if (payload) fill(payload);
  box.scrollIntoView({ block: "start" });
}

function fill(payload) {
  for (const place of document.querySelectorAll("[data-figure]")) {
    place.textContent = payload[place.dataset.figure] ?? "—";
  }
  part("verdict-board").href = page.dataset.board.replace("ROUND", encodeURIComponent(payload.round));
  const { head, body } = payload.grades ? graded(payload) : voted(payload);
  part("verdict-head").replaceChildren(...lineOf(head, "th").children);
  const rows = body.map((cells) => lineOf(cells, "td"));
  part("verdict-body").replaceChildren(...rows);
  part("verdict-rows").hidden = !rows.length;
  part("verdict-earlier").hidden = !payload.earlier;
  if (payload.earlier) gather(payload);
}

/** Heading and cells of a vote's rows. */
function voted({ rows = [], selected }) {
  const say = page.dataset;
  return {
    head: [say.no, say.approve, say.oppose, say.abstain, say.outcome],
    body: rows.map((row) => [...row.slice(0, 4), selected.includes(row[0]) ? say.selected : say.not]),
  };
}

/** Heading and cells of a rating's rows; a fourth grade has a column only where there is one. */
function graded({ rows = [], grades }) {
  const say = page.dataset;
  const kept = (row) => row.slice(0, 6).filter((_, i) => i !== 4 || grades.length > 3);
  return {
    head: [say.no, ...grades, say.abstain, say.outcome],
    body: rows.map((row) => [...kept(row), grades[row[6] - 1]]),
  };
}

/** A line of the table: all but the last cell are numbers. */
function lineOf(cells, tag) {
  const line = document.createElement("tr");
  line.append(
    ...cells.map((value, i) => {
      const cell = document.createElement(tag);
      cell.textContent = value;
      if (i < cells.length - 1) cell.className = "num";
      return cell;
    }),
  );
  return line;
}

/** The rounds that an announcement gathers, each with the way to its board, and every selected project. */
function gather({ earlier, altogether }) {
  part("verdict-altogether").textContent = altogether.join("、") || "—";
  const lines = earlier.map(({ round, selected }) => {
    const line = part("verdict-earlier-row").content.firstElementChild.cloneNode(true);
    line.querySelector("span").textContent = selected.join("、") || "—";
    line.querySelector("a").href = page.dataset.board.replace("ROUND", encodeURIComponent(round));
    return line;
  });
  part("verdict-earlier-rows").replaceChildren(...lines);
}

async function key() {
  const pasted = part("pem").value.trim();
  if (pasted) return publicKeyOf(pasted);
  const answer = await fetch(page.dataset.key);
  if (!answer.ok) throw new BadSeal("key");
  return publicKeyOf(await answer.text());
}

const CHECKS = ["qr", "seal", "payload", "board"];
/** At which check a bad seal fails; a missing key fails at none. */
const FAILS = { form: 0, signature: 1, payload: 2, sums: 2 };

function showChecks(held, failed = -1) {
  CHECKS.forEach((name, i) => {
    const state = i === failed ? "bad" : i < held ? "done" : "later";
    part("verdict-checks").querySelector(`[data-check=${name}]`).dataset.state = state;
  });
}

/** Whether this server's board ends where the seal says: true, false, or null when it does not know the round. */
async function boardAgrees(told) {
  const answer = await fetch(page.dataset.head.replace("ROUND", encodeURIComponent(told.round))).catch(() => null);
  if (!answer?.ok) return null;
  const { election, head, height } = await answer.json();
  return election === told.election && head === told.head && height === told.height;
}

/** The same of every round in the seal: false when one board disagrees, null when one is not known. */
async function boardsAgree(payload) {
  const answers = await Promise.all([payload, ...(payload.earlier ?? [])].map(boardAgrees));
  if (answers.includes(false)) return false;
  return answers.includes(null) ? null : true;
}

async function check(text) {
  const token = tokenFrom(text);
  try {
    if (!token) throw new BadSeal("form");
    const payload = openSeal(token, await key());
    showChecks(3);
    show("ok", page.dataset.sayOk, payload);
    const agrees = await boardsAgree(payload);
    showChecks(agrees ? 4 : 3, agrees === false ? 3 : -1);
    if (agrees === false) show("bad", page.dataset.badBoard, payload);
  } catch (error) {
    const code = error instanceof BadSeal ? error.code : "network";
    showChecks(FAILS[code] ?? 0, FAILS[code]);
    show("bad", page.dataset[`bad${code[0].toUpperCase()}${code.slice(1)}`]);
  }
}

part("file-form").addEventListener("submit", async (event) => {
  const file = part("file").files[0];
  // With an archive the server has to look at both.
  if (!file?.type.startsWith("image/") || part("board").files.length) return;
  event.preventDefault();
  const text = await codeIn(file, tokenFrom).catch(() => null);
  // The server reads blurred pictures better; it is asked only when the page could not.
  if (text) check(text);
  else event.target.submit();
});
part("paste-form").addEventListener("submit", (event) => {
  event.preventDefault();
  check(part("pasted").value);
});
setUpCamera(part("scan"), (text) => {
  if (!tokenFrom(text)) return false;
  check(text);
  return true;
});
const fromAddress = () => {
  if (location.hash.length > 1) check(location.hash.slice(1));
};
addEventListener("hashchange", fromAddress);
fromAddress();
