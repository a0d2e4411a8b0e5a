// Loading a key: from its file, a photo of the card, the camera, or typed group by group.
import { Slip } from "../belenios/errors.js";
import { loadKeyFor, typedGroups } from "../belenios/trustee.js";
import { setUpCamera } from "../deputy/camera.js";
import { fill, read } from "../deputy/words.js";
import { codeIn } from "../picture.js";
import { Refused } from "./server.js";

const words = read("loader-words");
const part = (id) => document.getElementById(id);
const MAX_FILE = 64 * 1024;
const GROUP = 7;

/** Show or clear a sentence in place. */
export function say(place, text) {
  place.textContent = text;
  place.hidden = !text;
}

/** The sentence for a key that could not be loaded or handed in. */
export function sentence(error) {
  if (error instanceof Slip) {
    return error.group ? fill(words.checksumGroup, error) : (words[error.code] ?? words.damaged);
  }
  if (error instanceof Refused) return error.status === 401 ? words.signedOut : error.message;
  return words.network;
}

const looksTyped = (text) => /^[1-9A-Za-z\s\-—–]{40,80}$/.test(text);

async function textOf(file) {
  if (file.type.startsWith("image/")) {
    const code = await codeIn(file, looksTyped).catch(() => null);
    if (!code) throw new Slip("picture");
    return code;
  }
  if (file.size > MAX_FILE) throw new Slip("large");
  return file.text();
}

function showGroups(text) {
  const groups = typedGroups(text);
  groups.forEach(({ part: characters, state }, i) => {
    const place = part("key-groups").children[i];
    place.textContent = characters;
    place.className = state;
  });
  const wrong = groups.findIndex(({ state }) => state === "wrong");
  say(part("key-typed-wrong"), wrong < 0 ? "" : fill(words.checksumGroup, { group: wrong + 1 }));
}

/** Dashes come by themselves while the person types at the end of the field. */
function guide(input) {
  input.addEventListener("input", (event) => {
    const atEnd = input.selectionStart === input.value.length;
    if (atEnd && !event.inputType?.startsWith("delete")) {
      const plain = input.value.replace(/[\s\-—–]/g, "");
      const parts = plain.match(new RegExp(`.{1,${GROUP}}`, "g")) ?? [];
      const open = parts.length < 8 && parts.at(-1)?.length === GROUP;
      input.value = parts.join("-") + (open ? "-" : "");
    }
    part("key-file").value = "";
    showGroups(input.value);
  });
}

/** Call `use(key)` with the key that the form was given; `publicKey()` is the public half that it must have. */
export function onKey(publicKey, use) {
  const form = part("loader");
  const wrong = part("key-error");
  const typed = part("key-typed");
  const button = form.querySelector("button[type=submit]");
  const camera = setUpCamera(part("scan"), (text) => {
    if (!looksTyped(text)) return false;
    typed.value = text;
    showGroups(text);
    form.requestSubmit();
    return true;
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say(wrong, "");
    camera.stop();
    button.disabled = true;
    try {
      const file = part("key-file").files[0];
      const text = file ? await textOf(file) : typed.value;
      if (!text.trim()) throw new Slip("nothing");
      await use(loadKeyFor(text, publicKey()));
      form.reset();
      showGroups("");
    } catch (error) {
      say(wrong, sentence(error));
      wrong.scrollIntoView({ block: "center" });
    } finally {
      button.disabled = false;
    }
  });
  part("key-file").addEventListener("change", () => {
    typed.value = "";
    showGroups("");
  });
  guide(typed);
  button.disabled = false;
}
