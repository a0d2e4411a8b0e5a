// Making the scrutineer's key: made here, kept by its holder, loaded back once. The private half never leaves the page.
import { startWorker } from "../belenios/client.js";
import { keyFile, typedKey } from "../belenios/trustee.js";
import { draw } from "../qr.js";
import { onKey, post, say, sentence } from "./page.js";

const page = document.getElementById("key-page");
const part = (id) => document.getElementById(id);
let made = null;
let publicKey = page.dataset.publicKey;

function showCard(key) {
  const typed = typedKey(key);
  part("fingerprint").textContent = part("card-fingerprint").textContent = key.fingerprint;
  part("card-typed").textContent = typed;
  part("card-code").replaceChildren(draw(typed));
}

async function make() {
  say(part("failure"), "");
  const worker = startWorker();
  try {
    const key = await worker.run("generate-key");
    await post(page.dataset.handIn, JSON.stringify(key.publicKey));
    made = key;
    publicKey = key.publicKey.public_key;
    showCard(key);
    part("make").hidden = true;
    part("keep").hidden = part("back").hidden = false;
  } catch (error) {
    say(part("failure"), sentence(error));
  } finally {
    worker.stop();
  }
}

function save() {
  const text = keyFile(made, { holder: page.dataset.holder, meeting: page.dataset.meeting });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = `key-${made.fingerprint}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

if (part("make-key")) {
  part("make-key").addEventListener("click", make);
  part("make-key").disabled = false;
}
part("save-key")?.addEventListener("click", save);
part("print-key")?.addEventListener("click", () => window.print());
if (part("loader")) {
  onKey(
    () => publicKey,
    async (key) => {
      await post(page.dataset.confirm, JSON.stringify(key.publicKey));
      made = null;
      part("card").remove();
      part("keep").hidden = part("back").hidden = part("make").hidden = true;
      part("done").hidden = false;
    },
  );
}
