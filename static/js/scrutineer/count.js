// Mixing and opening with the scrutineer's key: one press, then the page works and waits by itself.
import { startWorker } from "../belenios/client.js";
import { sha256Hex } from "../belenios/encoding.js";
import { Invalid } from "../belenios/errors.js";
import { fill, read } from "../deputy/words.js";
import { onKey, say } from "./loader.js";
import { forget, remember, remembered } from "./memory.js";
import { Refused, bytes, get, passing, post } from "./server.js";

const words = read("words");
const page = document.getElementById("count-page");
const part = (id) => document.getElementById(id);
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const pressed = (button) => new Promise((resolve) => button.addEventListener("click", resolve, { once: true }));
const { round } = page.dataset;
const BUSY = 5;
let key = null;
let worker = null;
let computing = false;
let wake = () => {};

const step = (id, state) => (part(id).dataset.state = state);

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

async function mix(task) {
  step("step-mix", "now");
  const { shuffle } = await run("shuffle", { election: task.election, ciphertexts: task.tally }, words.mix);
  const digest = sha256Hex(shuffle);
  // Before it is sent: when the answer is lost, the mix may be in the chain all the same.
  remember(round, digest);
  doing(words.send);
  const { kept } = await post(page.dataset.shuffle, shuffle);
  if (!kept) forget(round, digest);
}

function showReview(found) {
  for (const place of document.querySelectorAll("#reviewed [data-place]")) {
    place.textContent = fill(place.dataset.say, { ...found, head: found.head.slice(0, 16) });
  }
  document.querySelector("#reviewed [data-own]").hidden = found.own !== "same";
  part("reviewed").hidden = false;
}

async function open() {
  step("step-check", "now");
  doing(words.fetch);
  const archive = await bytes(page.dataset.archive);
  const args = { archive, publicKey: key.publicKey.public_key, mixes: remembered(round) };
  const found = await run("review", args, words.check);
  showReview(found);
  const question = found.own === "same" ? null : part(`own-${found.own}`);
  if (question) {
    question.hidden = false;
    computing = false;
    doing(words.ask);
    question.scrollIntoView({ block: "center" });
    await pressed(question.querySelector("button"));
    question.hidden = true;
    computing = true;
  }
  step("step-check", "done");
  step("step-open", "now");
  const { election, ciphertexts } = found;
  const { decryption, proof } = await run("decrypt", { election, ciphertexts, privateKey: key.privateKey }, words.open);
  doing(words.send);
  await post(page.dataset.decryption, JSON.stringify({ share: decryption, proof: JSON.parse(proof) }));
}

function showTask(task) {
  const rows = [...part("holders").rows];
  const turn = task.state === "closed" ? task.holders.findIndex((holder) => !holder.mixed) : -1;
  task.holders.forEach((holder, i) => {
    const set = (name, state) => (rows[i].querySelector(`[data-part=${name}]`).dataset.state = state);
    set("mixed", holder.mixed ? "done" : i === turn ? "now" : "later");
    // The server opens last, when everybody else has.
    const ready = task.state === "mixed" && (i > 0 || task.holders.slice(1).every((other) => other.opened));
    set("opened", holder.opened ? "done" : ready ? "now" : "later");
  });
  const own = task.holders[task.owner - 1];
  if (own.mixed) step("step-mix", "done");
  if (own.opened) for (const id of ["step-check", "step-open"]) step(id, "done");
  if (!key) doing(words.load);
  else if (task.kind === "wait") doing(task.waiting_for ? fill(words.wait, { name: task.waiting_for }) : words.waitAll);
}

async function once() {
  const task = await get(page.dataset.task);
  if (task.kind === "done") {
    location.reload();
    return true;
  }
  showTask(task);
  if (!key || task.kind === "wait") {
    await Promise.race([pause(key ? 1500 : 3000), new Promise((resolve) => (wake = resolve))]);
    return false;
  }
  computing = true;
  await (task.kind === "shuffle" ? mix(task) : open());
  return false;
}

/** What to say when the work stops, and the detail for the expert. */
function reasonOf(error) {
  if (error instanceof Refused && error.status === 401) return [words.signedOut, ""];
  if (error instanceof Refused && error.status === 409) return [words.busy, error.message];
  if (error instanceof Refused) return [error.message, error.code];
  if (error instanceof Invalid) return [words.review, error.message];
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
    part("load").hidden = true;
    step("step-load", "done");
    doing(words.begin);
    part("step-load").scrollIntoView({ block: "start" });
    wake();
  },
);
work();
