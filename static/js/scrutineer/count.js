// From the box's first check to the opening: what the person types and hears, then mixing and opening by itself.
import { startWorker } from "../belenios/client.js";
import { sha256Hex } from "../belenios/encoding.js";
import { Invalid } from "../belenios/errors.js";
import { fill, read } from "../deputy/words.js";
import { checkBox, compare, lock } from "./ceremony.js";
import { grouped, mixCode, typedDigits } from "./codes.js";
import { entries } from "./entries.js";
import { onKey, say } from "./loader.js";
import { Unkept, inTurn, remember, remembered } from "./memory.js";
import { Refused, bytes, get, passing, post } from "./server.js";
import { Stopped } from "./stopped.js";

const words = read("words");
const page = document.getElementById("count-page");
const part = (id) => document.getElementById(id);
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const pressed = (button) => new Promise((resolve) => button.addEventListener("click", resolve, { once: true }));
const { round } = page.dataset;
const STEPS = ["box", "lock", "compare", "load", "mix", "check", "open"];
const BUSY = 5;
let key = null;
let worker = null;
let computing = false;
let wake = () => {};
const { taken, wrong } = entries(page, () => wake());

/** The step that is on now; those before it are done, those after it come later. */
function at(now) {
  const place = STEPS.indexOf(now);
  page.dataset.step = now;
  STEPS.forEach((name, i) => (part(`step-${name}`).dataset.state = i < place ? "done" : i === place ? "now" : "later"));
}

function doing(text, share = undefined, since = 0) {
  if (part("say").textContent !== text) part("say").textContent = text;
  part("bar").hidden = share === undefined;
  part("bar").value = share ?? 0;
  const left = share > 0.1 ? Math.ceil(((Date.now() - since) / 1000) * (1 / share - 1)) : 0;
  say(part("left"), left > 1 ? fill(words.left, { n: left }) : "");
}

async function run(task, args, text) {
  const since = Date.now();
  worker ??= startWorker();
  doing(text, 0, since);
  return worker.run(task, args, (share) => doing(text, share, since));
}

/** What the steps that people take share. */
const here = {
  words, page, part, at, doing, run, taken, wrong,
  archive: async () => {
    doing(words.fetch);
    return bytes(page.dataset.archive);
  },
  send: (name, value) => post(page.dataset[name], JSON.stringify(value)),
  differs,
  remember: (facts) => remember(round, facts),
  remembered: () => remembered(round),
  inTurn: (act) => inTurn(round, act),
};

/** Stop with this sentence: a code differs from the device's own. That goes on record once the server is there. */
async function differs(sentence) {
  const record = () => post(page.dataset.differs, "{}");
  const later = async (error) => {
    if (!passing(error)) return;
    await pause(3000);
    record().catch(later);
  };
  await record().catch((error) => void later(error));
  throw new Stopped(sentence);
}

function showMixCode(hash) {
  part("mix-code").textContent = grouped(mixCode(hash));
  part("mix-card").hidden = false;
}

/** Another window of this scrutineer was quicker: nothing is left to mix. Anything else is thrown on. */
async function notTurn(error) {
  const behind = error instanceof Invalid && error.check === "shuffle-owner";
  if (!behind || (await get(page.dataset.task)).kind === "shuffle") throw error;
  return {};
}

async function mix(memory) {
  at("mix");
  const args = { archive: await here.archive(), locked: { head: memory.head }, publicKey: key.publicKey.public_key };
  const { shuffle } = await run("shuffle", args, words.mix).catch(notTurn);
  if (!shuffle) return;
  const digest = sha256Hex(shuffle);
  // Before it is sent: when the answer is lost, the mix may be in the chain all the same.
  await remember(round, { mixes: [digest] });
  doing(words.send);
  const { kept } = await post(page.dataset.shuffle, shuffle);
  if (kept) showMixCode(digest);
}

function showReview(found) {
  for (const place of document.querySelectorAll("#reviewed [data-place]")) {
    place.textContent = fill(place.dataset.say, { ...found, head: found.head.slice(0, 16) });
  }
  document.querySelector("#reviewed [data-own]").hidden = found.own !== "same";
  part("reviewed").hidden = false;
}

/**
 * The mix in the chain is known from the key card alone: this device remembers another one, or none. `codeless`: the
 * person may have mixed with a version that gave no mix code, and then says so.
 */
async function askForMixCode(found, codeless) {
  part("own-earlier").hidden = !codeless;
  const typed = taken("own-card");
  if (!typed) {
    part("own-card").hidden = false;
    doing(words.ask);
    return false;
  }
  if (!(codeless && typed.earlier)) {
    const code = typedDigits(typed.code);
    if (!/^\d{12}$/.test(code)) {
      wrong("own-card", words.noMixCode);
      return false;
    }
    if (code !== mixCode(found.ownMix)) await differs(words.mixOther);
  }
  part("own-card").hidden = true;
  await remember(round, { mixes: [found.ownMix] });
  return true;
}

let reviewed = null;
async function open(memory) {
  at("check");
  if (!reviewed) {
    const args = { locked: { head: memory.head }, publicKey: key.publicKey.public_key, mixes: memory.mixes ?? [] };
    const archive = await here.archive();
    // After the archive: a share that is in it has its proof by then.
    const proofs = await get(page.dataset.shares);
    reviewed = await run("review-opening", { archive, proofs, ...args }, words.check);
    showReview(reviewed);
  }
  const codeless = Boolean(memory.earlier) && reviewed.own === "unknown";
  if (reviewed.own !== "same" && !(await askForMixCode(reviewed, codeless))) return wait();
  const { election, ciphertexts, list } = reviewed;
  // One list a round: another one is refused here, whatever the server says.
  await remember(round, { opened: list });
  at("open");
  const { decryption, proof } = await run("decrypt", { election, ciphertexts, privateKey: key.privateKey }, words.open);
  doing(words.send);
  await post(page.dataset.decryption, `{"share":${JSON.stringify(decryption)},"proof":${proof}}`);
  return undefined;
}

function showTask(task) {
  const rows = [...part("holders").rows];
  const counting = task.state === "closed" && task.holders[0].mixed;
  const turn = counting ? task.holders.findIndex((holder) => !holder.mixed) : -1;
  task.holders.forEach((holder, i) => {
    const set = (name, state) => {
      const place = rows[i].querySelector(`[data-part=${name}]`);
      if (place) place.dataset.state = state;
    };
    set("locked", holder.locked ? "done" : "later");
    set("compared", holder.compared ? "done" : "later");
    set("mixed", holder.mixed ? "done" : i === turn ? "now" : "later");
    // The server opens last, when everybody else has.
    const ready = task.state === "mixed" && (i > 0 || task.holders.slice(1).every((other) => other.opened));
    set("opened", holder.opened ? "done" : ready ? "now" : "later");
  });
}

async function wait() {
  computing = false;
  await Promise.race([pause(1500), new Promise((resolve) => (wake = resolve))]);
}

/** The steps that the key takes; each works and waits by itself. */
async function keyed(task, memory) {
  if (!key) {
    at("load");
    doing(words.load);
    return wait();
  }
  const own = task.holders[task.owner - 1];
  if (task.kind === "wait") {
    at(own.opened ? "done" : own.mixed ? "check" : "mix");
    if (own.opened) STEPS.forEach((name) => (part(`step-${name}`).dataset.state = "done"));
    if (own.mixed && memory.mixes?.length === 1) showMixCode(memory.mixes[0]);
    doing(task.waiting_for ? fill(words.wait, { name: task.waiting_for }) : words.waitAll);
    return wait();
  }
  computing = true;
  return task.kind === "shuffle" ? mix(memory) : open(memory);
}

async function once() {
  const task = await get(page.dataset.task);
  const over = task.kind === "done" || (page.dataset.state !== task.state && task.state === "closed");
  if (over) {
    location.reload();
    return true;
  }
  showTask(task);
  const memory = await remembered(round);
  const idle =
    (await checkBox(here, task, memory)) || (await lock(here, task, memory)) || (await compare(here, task, memory));
  if (idle === "wait") await wait();
  else if (!idle) await keyed(task, memory);
  return false;
}

/** Whose step a check found false, in words; nothing when it is nobody's in particular. */
function culprit({ check, where }) {
  const row = part("holders").rows[Number(/trustee (\d+)$/.exec(where)?.[1] ?? 0) - 1];
  const text = check.startsWith("shuffle-") ? words.mixFalse : /^(decryption|opening)-/.test(check) && words.shareFalse;
  return row && text ? fill(text, { name: row.dataset.name }) : "";
}

/** What to say when the work stops, and the detail for the expert. */
function reasonOf(error) {
  if (error instanceof Stopped) return [error.message, ""];
  if (error instanceof Unkept) return [error.fact ? words.memoryOther : words.noMemory, error.message];
  if (error instanceof Refused && error.status === 401) return [words.signedOut, ""];
  if (error instanceof Refused && error.code === "board_moved") return [words.busy, error.message];
  if (error instanceof Refused) return [error.message, error.code];
  if (error instanceof Invalid) return [culprit(error) + words.review, error.message];
  return [words.other, error.message];
}

async function stopped(error) {
  const [text, detail] = reasonOf(error);
  doing("");
  part("failure-text").textContent = text;
  part("failure-detail").textContent = detail;
  part("failure").hidden = false;
  part("failure").scrollIntoView({ block: "center" });
  // A worker that failed is not trusted with the next attempt.
  worker?.stop();
  worker = null;
  reviewed = null;
  await pressed(part("again"));
  part("failure").hidden = true;
}

async function work() {
  for (let conflicts = 0; ; ) {
    try {
      if (await once()) return;
      conflicts = 0;
    } catch (error) {
      computing = false;
      const moved = error instanceof Refused && error.status === 409 && ++conflicts < BUSY;
      if (moved) {
        await pause(1000);
      } else if (passing(error)) {
        doing(words.again);
        await pause(3000);
      } else {
        conflicts = 0;
        await stopped(error);
      }
    } finally {
      computing = false;
    }
  }
}

addEventListener("beforeunload", (event) => {
  if (computing) event.preventDefault();
});
onKey(
  () => page.dataset.publicKey,
  async (found) => {
    key = found;
    doing(words.begin);
    part("step-load").scrollIntoView({ block: "start" });
    wake();
  },
);
work();
