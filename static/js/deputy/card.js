// The typed form of a voting card: grouping while typing, and saying where a slip is.
import { fromTyped, publicCredential } from "../belenios/credentials.js";
import { BASE58, checkCharacters } from "../belenios/encoding.js";
import { fill } from "./words.js";

export const GROUPS = [5, 6, 5, 6, 2];
const LENGTH = GROUPS.reduce((sum, length) => sum + length);
const SECRET = LENGTH - GROUPS[GROUPS.length - 1];

/** What was typed without spaces and dashes. */
export const plain = (text) => text.replace(/[\s\-—–]/g, "");

/** The groups of what was typed so far; more than fits stays in the last one. */
export function groups(text) {
  const characters = plain(text);
  let start = 0;
  return GROUPS.map((length, i) => {
    const part = characters.slice(start, i === GROUPS.length - 1 ? undefined : start + length);
    start += length;
    return part;
  });
}

const groupOf = (position) => {
  let end = 0;
  return 1 + GROUPS.findIndex((length) => position < (end += length));
};

const joined = (characters) => groups(characters).slice(0, 4).join("-");
const holds = (characters) =>
  checkCharacters(`voting-card|${joined(characters)}`, LENGTH - SECRET) === characters.slice(SECRET);

/** The one group in which a wrong character or a swap would explain the checksum, or null. */
export function suspect(text) {
  const characters = plain(text);
  const found = new Set();
  const changed = (at, part) => characters.slice(0, at) + part + characters.slice(at + part.length);
  for (let at = 0; at < LENGTH; at++) {
    for (const other of BASE58) {
      if (other !== characters[at] && holds(changed(at, other))) found.add(groupOf(at));
    }
    if (at + 1 < LENGTH && holds(changed(at, characters[at + 1] + characters[at]))) found.add(groupOf(at));
  }
  return found.size === 1 ? [...found][0] : null;
}

/** Read a card: `{credential}`, or `{error, group}` with a sentence for the person. */
export function readCard(text, words) {
  const characters = plain(text);
  const strange = [...characters].findIndex((character) => !BASE58.includes(character));
  if (strange >= 0) {
    const group = groupOf(Math.min(strange, LENGTH - 1));
    return { error: fill(words.cardCharacter, { c: [...characters][strange], group }), group };
  }
  if (characters.length > LENGTH) return { error: fill(words.cardLong, { n: characters.length }) };
  if (characters.length < LENGTH) {
    const group = groupOf(characters.length);
    return { error: fill(words.cardLength, { n: characters.length, group }), group };
  }
  try {
    return { credential: fromTyped(characters) };
  } catch {
    const group = suspect(characters);
    return { error: group ? fill(words.cardChecksumGroup, { group }) : words.cardChecksum, group };
  }
}

/** Whether a card that reads well belongs to this round: null, or the sentence that says why not. */
export function misplaced(uuid, credential, cards, words) {
  const length = (cards.usable[0] ?? cards.used[0] ?? "").length;
  const half = publicCredential(uuid, credential).slice(0, length);
  if (cards.used.includes(half)) return words.cardUsed;
  return cards.usable.includes(half) ? null : words.cardForeign;
}

/** Put dashes while the person types at the end of the field, and show each group with what is wrong in it. */
export function guideTyping(input, list) {
  const show = (wrong = null) => {
    groups(input.value).forEach((part, i) => {
      const place = list.children[i];
      place.textContent = part;
      place.classList.toggle("full", part.length === GROUPS[i] && wrong !== i + 1);
      place.classList.toggle("off", wrong === i + 1 || part.length > GROUPS[i]);
    });
  };
  input.addEventListener("input", (event) => {
    const atEnd = input.selectionStart === input.value.length;
    if (atEnd && !event.inputType?.startsWith("delete")) {
      const parts = groups(input.value).filter(Boolean);
      const last = parts.length - 1;
      const whole = last >= 0 && last < GROUPS.length - 1 && parts[last].length === GROUPS[last];
      input.value = parts.join("-") + (whole ? "-" : "");
    }
    show();
  });
  return show;
}
