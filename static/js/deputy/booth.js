// The booth: card, marks, review, casting. The choices and the card stay in this page's memory; what leaves the tablet
// is the encrypted ballot alone.
import { startWorker } from "../belenios/client.js";
import { parseElection } from "../belenios/election.js";
import { packingFor, statedPacking } from "../belenios/packing.js";
import { setUpCamera } from "./camera.js";
import { guideTyping, misplaced, readCard } from "./card.js";
import { watchIdle } from "./idle.js";
import { setUpMarks } from "./marks.js";
import { setUpRanks } from "./ranks.js";
import { forget, keep, pendingFor } from "./pending.js";
import { showReceipt } from "./receipt.js";
import { leave, load, pause, send } from "./sending.js";
import { fill, read } from "./words.js";

const data = read("data");
const words = read("words");
const at = (id) => document.getElementById(id);
const STAY = 45;

let election = null;
let cards = null;
let packing = null;
let credential = null;
let idle = () => {};

function show(step, heading) {
  for (const section of document.querySelectorAll("[data-step]")) section.hidden = section.dataset.step !== step;
  // Nobody shall sign out by a slip while the ballot is on its way.
  document.querySelector(".masthead .who")?.toggleAttribute("hidden", step === "sending" || step === "done");
  scrollTo(0, 0);
  at(heading ?? `${step}-title`).focus({ preventScroll: true });
}

function stopped(sentence, code, again = null) {
  at("stopped-word").textContent = sentence;
  at("stopped-code").textContent = code ? fill(words.code, { code }) : "";
  at("stopped-again").hidden = !again;
  at("stopped-again").onclick = again;
  show("stopped");
}

const sameTexts = (one, other) => one.length === other.length && one.every((text, i) => text === other[i]);

async function prepare() {
  const slow = () => cardError(words.loadFailed);
  try {
    const text = await load(data.urls.election, (answer) => answer.text(), slow);
    cards = await load(data.urls.cards, (answer) => answer.json(), slow);
    election = parseElection(text);
  } catch (problem) {
    stopped(problem instanceof Response ? words.signedOut : words.electionWrong, problem.check ?? problem.status);
    return false;
  }
  if (at("card-error").textContent === words.loadFailed) cardError(null);
  packing = statedPacking(election) ?? packingFor(data.names.length);
  // What is on the screen must be what the election's hash covers.
  const same = election.uuid === data.round && election.fingerprint === data.fingerprint;
  if (same && packing.count === data.names.length && sameTexts(packing.answers(data.names), election.answers)) return true;
  stopped(words.electionWrong, "election");
  return false;
}

// --- the card

const showGroups = guideTyping(at("card"), at("card-groups"));

function cardError(sentence, group = null) {
  at("card-error").textContent = sentence ?? "";
  at("card-error").hidden = !sentence;
  at("card-field").classList.toggle("field-wrong", Boolean(sentence));
  at("card").toggleAttribute("aria-invalid", Boolean(sentence));
  showGroups(group);
}

async function useCard(text) {
  const { credential: found, error, group } = readCard(text, words);
  if (error) {
    cardError(error, group);
    return false;
  }
  if (!(await ready)) return false;
  const wrong = misplaced(election.uuid, found, cards, words);
  if (wrong) {
    cardError(wrong);
    return false;
  }
  credential = found;
  cardError(null);
  at("card").value = "";
  showGroups();
  show("marks");
  return true;
}

const camera = setUpCamera(at("scan"), (text) => {
  if (readCard(text, words).error) {
    cardError(words.notACard);
    return false;
  }
  useCard(text);
  return true;
});

at("card-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  if (await useCard(at("card").value)) camera.stop();
  else at("card").focus();
});
at("card").addEventListener("input", () => {
  if (!at("card-error").hidden) cardError(null);
});

// --- the marks

const marks = (data.marking === "rank" ? setUpRanks : setUpMarks)(at("marks"), data, words, counted);

function counted() {
  const n = marks.approvals();
  at("counter").textContent = fill(data.cap ? words.counter : words.counterFree, { n, max: data.seats });
  at("counter").classList.toggle("at-most", data.cap && n >= data.seats);
  const left = ["three-way", "grade"].includes(data.marking) ? marks.unmarked().length : data.cap ? data.seats - n : 0;
  at("left").textContent = left ? fill(words.left, { n: left }) : words.leftNone;
}

// --- the review

function item(text, tag = "li") {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

function reviewed() {
  const unmarked = marks.unmarked();
  at("unmarked").hidden = !unmarked.length;
  at("unmarked-word").textContent = fill(words.unmarked, { n: unmarked.length });
  at("unmarked-list").replaceChildren(...unmarked.map((row) => item(data.names[row])));
  const blank = data.blankVoid && marks.marks().every((mark) => mark === 0);
  const over = marks.approvals() > data.seats && data.cap;
  at("void").hidden = !(blank || over);
  at("void-word").textContent = over
    ? fill(words.voidOver, { n: marks.approvals(), max: data.seats }) : words.voidBlank;
  at("review").replaceChildren(...marks.lines().map(({ row, word, open }) => {
    const name = data.names[row];
    const line = document.createElement("li");
    line.classList.toggle("open", open);
    const change = item(words.change, "button");
    change.type = "button";
    change.className = "btn btn-outline-dark";
    change.setAttribute("aria-label", `${words.change} ${name}`);
    change.addEventListener("click", () => {
      show("marks");
      marks.focus(row);
    });
    line.append(item(name, "span"), item(word, "b"), change);
    return line;
  }));
  at("sums").replaceChildren(...marks.sums().map(([word, n]) => item(fill(words.sum, { word, n }))));
}

at("to-review").addEventListener("click", () => {
  reviewed();
  show("review");
});
at("back").addEventListener("click", () => show("marks"));

// --- casting

// The worker comes with the page, so that nothing has to be fetched when the ballot is cast.
let worker = null;

/** Have the worker do something; while its files do not come, the network is away, and it is tried again. */
async function work(task, args, retrying) {
  for (let tries = 0; ; tries++) {
    worker ??= startWorker();
    try {
      return await worker.run(task, args);
    } catch (problem) {
      worker?.stop();
      worker = null;
      if (!["NotLoaded", "AbortError"].includes(problem.name)) throw problem;
      retrying(tries + 1);
      await pause(tries);
    }
  }
}

const encrypted = (args) => work("encrypt", args, (n) => {
  at("sending-word").textContent = fill(words.retrying, { n });
  at("sending-note").hidden = false;
});

async function cast() {
  show("sending");
  at("sending-note").hidden = true;
  at("sending-word").textContent = words.encrypting;
  let made;
  try {
    made = await encrypted({ election: election.text, credential, ints: packing.pack(marks.marks()) });
  } catch (problem) {
    stopped(words.stoppedUnknown, problem.check ?? "encrypt", cast);
    return;
  }
  const pending = { round: data.round, deputy: data.deputy, ballot: made.ballot, tracker: made.tracker };
  keep(pending);
  await deliver(pending);
}

async function deliver(pending) {
  idle();
  show("sending");
  at("sending-word").textContent = words.sending;
  const answer = await send(data.urls.cast, pending.ballot, (n, obstacle) => {
    at("sending-word").textContent = obstacle || fill(words.retrying, { n });
    at("sending-note").hidden = false;
  });
  if (answer.status === 401 || answer.code === "csrf") {
    // The ballot stays where it is: after signing in again it goes out unchanged.
    stopped(words.signedOut, null);
    return;
  }
  forget();
  if (answer.tracker === pending.tracker) done(pending.tracker);
  else if (answer.tracker) stopped(words.trackerWrong, "tracker");
  else refused(answer);
}

function refused({ code, message }) {
  if (["card_used", "card_foreign"].includes(code) && !data.resume) {
    // Nothing was stored: another card will do, and the choices are still here.
    credential = null;
    watch();
    show("card");
    cardError(message);
    return;
  }
  marks.clear();
  stopped(message ?? words.stoppedUnknown, code);
}

function done(tracker) {
  marks.clear();
  at("review").replaceChildren();
  at("unmarked-list").replaceChildren();
  at("sums").replaceChildren();
  credential = null;
  showReceipt(tracker, data.urls.board);
  show("done");
  let left = STAY;
  const tick = () => {
    at("leaving").textContent = fill(words.leaving, { n: left });
    if (left-- <= 0) {
      clearInterval(timer);
      leave(at("sign-out"), words.signingOut);
    }
  };
  const timer = setInterval(tick, 1000);
  tick();
  at("stay").addEventListener("click", () => (left += 60));
}

at("cast").addEventListener("click", cast);
at("sign-out").addEventListener("submit", (event) => {
  event.preventDefault();
  leave(at("sign-out"), words.signingOut);
});

function watch() {
  idle();
  idle = watchIdle(data.idleSeconds, data.urls.alive, words, () => leave(at("sign-out"), words.signingOut));
}

const pending = pendingFor(data.round, data.deputy);
let ready = Promise.resolve(false);
if (pending) deliver(pending);
else if (data.resume) location.replace(data.urls.home);
else {
  counted();
  show("card");
  watch();
  ready = prepare();
  work("warm", {}, () => {}).catch(() => {});
}
