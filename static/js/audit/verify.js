// /verify: checks a seal in this browser. What stands after # in the address is never sent to any server.
import jsQR from "../../vendor/jsqr/jsqr.js";
import { setUpCamera } from "../deputy/camera.js";
import { BadSeal, openSeal, publicKeyOf, tokenFrom } from "./seal.js";

const page = document.getElementById("verify-page");
const part = (id) => document.getElementById(id);
const SIDE = 1600;

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
  const chosen = new Set(payload.selected);
  const rows = (payload.rows ?? []).map((row) => {
    const line = document.createElement("tr");
    const cells = [...row, chosen.has(row[0]) ? page.dataset.saySelected : page.dataset.sayNot];
    line.append(
      ...cells.map((value, i) => {
        const cell = document.createElement("td");
        cell.textContent = value;
        if (i > 0 && i < 4) cell.className = "num";
        return cell;
      }),
    );
    return line;
  });
  part("verdict-body").replaceChildren(...rows);
}

async function key() {
  const pasted = part("pem").value.trim();
  if (pasted) return publicKeyOf(pasted);
  const answer = await fetch(page.dataset.key);
  if (!answer.ok) throw new BadSeal("key");
  return publicKeyOf(await answer.text());
}

async function check(text) {
  const token = tokenFrom(text);
  try {
    if (!token) throw new BadSeal("form");
    const payload = await openSeal(token, await key());
    show("ok", page.dataset.sayOk, payload);
  } catch (error) {
    const code = error instanceof BadSeal ? error.code : "network";
    show("bad", page.dataset[`bad${code[0].toUpperCase()}${code.slice(1)}`]);
  }
}

async function codeIn(file) {
  const picture = await createImageBitmap(file);
  for (const side of [SIDE, 1000, 3000]) {
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const brush = canvas.getContext("2d");
    brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const found = jsQR(...Object.values(pixels(brush, canvas)), { inversionAttempts: "dontInvert" });
    if (found?.data && tokenFrom(found.data)) return found.data;
  }
  return null;
}

function pixels(brush, canvas) {
  const { data, width, height } = brush.getImageData(0, 0, canvas.width, canvas.height);
  return { data, width, height };
}

part("file-form").addEventListener("submit", async (event) => {
  const file = part("file").files[0];
  if (!file?.type.startsWith("image/")) return;
  event.preventDefault();
  const text = await codeIn(file).catch(() => null);
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
