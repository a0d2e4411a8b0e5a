// What the scrutineer's pages share: talking to the server, loading a key, saying what is wrong.
import { Slip } from "../belenios/errors.js";
import { loadKeyFor } from "../belenios/trustee.js";

const token = document.querySelector('meta[name="csrf-token"]').content;

/** An answer that the server refused, with its sentence for the person. */
export class Refused extends Error {}

async function read(answer) {
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(body.message || `${answer.status}`);
  return body;
}

/** GET JSON. */
export const get = async (url) => read(await fetch(url, { headers: { Accept: "application/json", "X-Poll": "1" } }));

/** POST a message. */
export const post = async (url, text) =>
  read(
    await fetch(url, {
      method: "POST",
      body: text,
      headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token },
    }),
  );

const SLIPS = {
  character: "有不能识别的字符，请对照钥匙卡检查。",
  length: "长度不对：应为 8 组，每组 7 个字符。",
  checksum: "有字符输错了，请对照钥匙卡检查。",
  damaged: "钥匙文件已损坏，请改用钥匙卡，或换一份文件。",
  foreign: "这是另一把钥匙，不是您为本次会议制作的那一把。",
};

/** The sentence for a key that could not be loaded. */
export function sentence(error) {
  if (error instanceof Slip) {
    const place = error.group ? `第 ${error.group} 组` : "";
    return `${place}${SLIPS[error.code] ?? SLIPS.damaged}`;
  }
  return error instanceof Refused ? error.message : "没有完成，请检查网络后再试一次。";
}

/** Show or clear a sentence in place. */
export function say(place, text) {
  place.textContent = text;
  place.hidden = !text;
}

/** Call `use(key)` with the key that the loader form was given; `publicKey()` is the public half it must have. */
export function onKey(publicKey, use) {
  const form = document.getElementById("loader");
  const wrong = document.getElementById("key-error");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say(wrong, "");
    try {
      const file = document.getElementById("key-file").files[0];
      const text = file ? await file.text() : document.getElementById("key-typed").value;
      await use(loadKeyFor(text, publicKey()));
    } catch (error) {
      say(wrong, sentence(error));
    }
  });
  form.querySelector("button").disabled = false;
}
