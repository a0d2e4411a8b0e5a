// The page of the count: this device checks the whole archive by itself, then follows what the other scrutineers do.
import { startWorker } from "../belenios/client.js";
import { Invalid } from "../belenios/errors.js";
import { fill } from "../deputy/words.js";
import { grouped } from "./codes.js";
import { Unkept, remembered } from "./memory.js";
import { bytes, get } from "./server.js";

const page = document.getElementById("confirm-page");
const part = (id) => document.getElementById(id);

async function look() {
  try {
    const { state, waiting } = await get(page.dataset.ask);
    if (state !== page.dataset.state || waiting.join() !== page.dataset.waiting) {
      location.reload();
      return;
    }
  } catch {
    // Without a connection the page stays as it is.
  }
  setTimeout(look, 4000);
}

function tell(kind, text, detail = "") {
  part("own-review").className = `notice notice-${kind}`;
  part("own-review-say").textContent = text;
  part("own-review-detail").textContent = detail;
  part("own-review-bar").hidden = kind !== "busy";
}

/** Every ballot, mix, share and proof up to the result; nothing of it is taken from the server's word. */
async function reviewed({ archive, proofs, round }) {
  const worker = startWorker();
  try {
    const { head, fingerprint, cardList, opened } = await remembered(round);
    const args = {
      archive: await bytes(archive),
      proofs: proofs ? new TextDecoder("utf-8", { fatal: true }).decode(await bytes(proofs)) : null,
      known: { head, fingerprint, cardList, list: opened },
    };
    const found = await worker.run("review-result", args, (share) => (part("own-review-bar").value = share));
    return { ...found, locked: Boolean(head), checked: Boolean(fingerprint) };
  } finally {
    worker.stop();
  }
}

async function review() {
  const say = part("own-review").dataset;
  const button = document.querySelector("#confirm-form button[type=submit]");
  if (button) button.disabled = true;
  tell("busy", say.begin);
  try {
    const found = await reviewed(say);
    const told = [fill(say.good, found)];
    if (found.void.length) told.push(fill(say.void, { n: found.void.length }));
    const shown = { fingerprint: grouped(found.fingerprint) };
    if (!found.locked) told.push(found.checked ? say.checked : fill(say.unlocked, shown));
    tell("ok", told.join(""));
    if (button) button.disabled = false;
  } catch (error) {
    const [kind, text] = error instanceof Invalid || error instanceof Unkept ? ["bad", say.bad] : ["warn", say.none];
    tell(kind, text, error.message);
  }
}

(async () => {
  if (part("own-review")) await review();
  setTimeout(look, 4000);
})();
