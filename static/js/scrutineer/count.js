// Mixing and opening with the scrutineer's key: one press, then the page works and waits by itself.
import { startWorker } from "../belenios/client.js";
import { Refused, get, onKey, post, say, sentence } from "./page.js";

const page = document.getElementById("count-page");
const part = (id) => document.getElementById(id);
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const worker = startWorker();

function doing(text, share = undefined) {
  part("say").textContent = text;
  if (share === undefined) part("bar").removeAttribute("value");
  else part("bar").value = share;
}

async function mix(task) {
  const text = page.dataset.sayMix;
  doing(text, 0);
  const args = { election: task.election, ciphertexts: task.tally };
  const { shuffle } = await worker.run("shuffle", args, (share) => doing(text, share));
  await post(page.dataset.shuffle, shuffle);
}

async function open(task, key) {
  doing(page.dataset.sayCheck);
  const { tally, shuffles } = await get(page.dataset.mixes);
  // Whoever opens without checking could be given ballots that were never mixed.
  await worker.run("check-shuffles", { election: task.election, tally, shuffles });
  const text = page.dataset.sayOpen;
  doing(text, 0);
  const args = { election: task.election, ciphertexts: shuffles.at(-1), privateKey: key.privateKey };
  const { decryption } = await worker.run("decrypt", args, (share) => doing(text, share));
  await post(page.dataset.decryption, decryption);
}

async function work(key) {
  part("load").hidden = true;
  part("progress").hidden = false;
  for (;;) {
    try {
      const task = await get(page.dataset.task);
      if (task.kind === "done") {
        location.reload();
        return;
      }
      if (task.kind === "shuffle") await mix(task);
      else if (task.kind === "decrypt") await open(task, key);
      else {
        doing(`${page.dataset.sayWait} ${task.waiting_for}`);
        await pause(1500);
      }
    } catch (error) {
      if (error instanceof TypeError) {
        doing(page.dataset.sayAgain);
      } else {
        say(part("failure"), error instanceof Refused ? error.message : `${sentence(error)} ${error.message}`);
      }
      await pause(3000);
    }
  }
}

onKey(
  () => page.dataset.publicKey,
  async (key) => {
    work(key);
  },
);
