// Making the scrutineer's key: made here, kept by its holder, loaded back once. The private half never leaves the page.
import { startWorker } from "../belenios/client.js";
import { keyFile, typedKey } from "../belenios/trustee.js";
import { draw } from "../qr.js";
import { onKey, say, sentence } from "./loader.js";
import { post } from "./server.js";

const page = document.getElementById("key-page");
const part = (id) => document.getElementById(id);
let held = null;
let kept = true;
let { publicKey, confirmed } = page.dataset;

const step = (id, state) => (part(id).dataset.state = state);

function hold(key) {
  held = key;
  const typed = typedKey(key);
  part("fingerprint").textContent = part("card-fingerprint").textContent = key.fingerprint;
  part("card-typed").replaceChildren(
    ...typed.split("-").map((group) => {
      const line = document.createElement("li");
      line.textContent = group;
      return line;
    }),
  );
  part("card-code").replaceChildren(draw(typed));
  document.body.classList.add("has-card");
  part("keep").hidden = part("read-aloud").hidden = false;
  part("keep-later")?.remove();
}

async function make() {
  say(part("failure"), "");
  part("make-key").disabled = true;
  const worker = startWorker();
  try {
    const key = await worker.run("generate-key");
    await post(page.dataset.handIn, JSON.stringify(key.publicKey));
    publicKey = key.publicKey.public_key;
    confirmed = "";
    kept = false;
    hold(key);
    part("done").hidden = part("tried").hidden = part("back").hidden = true;
    part("make-key").closest("details")?.remove();
    part("make-key")?.remove();
    step("step-make", "done");
    step("step-keep", "now");
    step("step-back", "later");
    part("step-keep").scrollIntoView({ block: "nearest" });
  } catch (error) {
    say(part("failure"), sentence(error));
    part("make-key").disabled = false;
  } finally {
    worker.stop();
  }
}

function wasKept() {
  kept = true;
  if (confirmed) return;
  part("back").hidden = false;
  step("step-keep", "done");
  step("step-back", "now");
}

function save() {
  const { holder, meeting, rehearsal } = page.dataset;
  const text = keyFile(held, { holder, meeting, ...(rehearsal ? { rehearsal } : {}) });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = `key-${held.fingerprint}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  wasKept();
}

async function loaded(key) {
  part("tried").hidden = true;
  if (confirmed) {
    hold(key);
    part("tried").hidden = false;
    return;
  }
  await post(page.dataset.confirm, JSON.stringify(key.publicKey));
  confirmed = "yes";
  hold(key);
  part("done").hidden = false;
  for (const place of page.querySelectorAll("[data-when]")) place.hidden = place.dataset.when === "back";
  for (const id of ["step-make", "step-keep", "step-back"]) step(id, "done");
  part("done").scrollIntoView({ block: "center" });
}

if (part("make-key")) {
  part("make-key").addEventListener("click", make);
  part("make-key").disabled = false;
}
part("save-key").addEventListener("click", save);
part("print-key").addEventListener("click", () => {
  window.print();
  wasKept();
});
// A key that was neither saved nor printed is lost with the page.
addEventListener("beforeunload", (event) => {
  if (!kept) event.preventDefault();
});
onKey(() => publicKey, loaded);
