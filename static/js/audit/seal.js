// A seal (JWS, EdDSA, raw DEFLATE) opened in the browser, as strictly as voting/tally/seals.py does it.
import { ed25519, utf8ToBytes } from "../../vendor/noble-curves/noble.js";
import { loadsExact } from "../belenios/encoding.js";
import { inflated } from "./inflate.js";

/** `{"alg":"EdDSA","zip":"DEF"}` in base64url. */
const HEADER = "eyJhbGciOiJFZERTQSIsInppcCI6IkRFRiJ9";
const FORM = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}$/;
const MAX_SEAL = 16 * 1024;
const MAX_PAYLOAD = 64 * 1024;
const SPKI = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
const FIGURES = ["entitled", "present", "issued", "returned", "valid", "void"];

/** Why a seal does not hold: `form`, `key`, `signature`, `payload` or `sums`. */
export class BadSeal extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

function part(text) {
  const bytes = (() => {
    try {
      return fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
    } catch {
      throw new BadSeal("form");
    }
  })();
  const again = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  if (again !== text) throw new BadSeal("form");
  return bytes;
}

/** The 32 bytes of the Ed25519 PUBLIC KEY in a PEM text; throws `BadSeal("key")`. */
export function publicKeyOf(pem) {
  const found = /-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----/.exec(pem);
  try {
    const der = fromBase64(found[1].replace(/\s/g, ""));
    if (der.length === 44 && SPKI.every((byte, i) => der[i] === byte)) return der.slice(12);
  } catch {
    // said below
  }
  throw new BadSeal("key");
}

/** The token in a link, in a QR code's text or standing alone; null when there is none. */
export function tokenFrom(text) {
  const plain = text.trim();
  const found = /#(\S+)$/.exec(plain);
  const token = found ? found[1] : plain;
  return /^[^\s.#/]+\.[^\s.#/]+\.[^\s.#/]+$/.test(token) ? token : null;
}

/** The payload in its one form: compact, no key twice, nothing behind it. */
function payloadIn(body) {
  let found;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(inflated(body, MAX_PAYLOAD));
    found = loadsExact(text, "payload");
  } catch {
    throw new BadSeal("payload");
  }
  if (found === null || typeof found !== "object" || Array.isArray(found)) throw new BadSeal("payload");
  return found;
}

const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

const areCounts = (values) => Array.isArray(values) && values.every(isCount);

/** Whether an announcement names its earlier rounds and all selected projects as it must. */
function isGathering({ kind, earlier, altogether, selected }) {
  const whole = (one) =>
    ["round", "election", "head", "rules"].every((key) => typeof one?.[key] === "string") &&
    isCount(one.height) &&
    areCounts(one.selected);
  const told = Array.isArray(earlier) && earlier.length > 0 && earlier.every(whole);
  if (kind !== "announcement" || !told || !areCounts(altogether) || !areCounts(selected)) return false;
  return altogether.length === [...earlier, { selected }].reduce((sum, one) => sum + one.selected.length, 0);
}

/** Whether the payload has its form and its sums hold; throws `BadSeal`. */
export function checkPayload(payload) {
  const { kind, selected } = payload;
  const known = payload.v === 1 && ["report", "announcement"].includes(kind) && areCounts(selected);
  const texts = ["round", "title", "election", "rules", "head"].every((key) => typeof payload[key] === "string");
  if (!known || !texts || typeof payload.rehearsal !== "boolean") throw new BadSeal("payload");
  if (payload.earlier !== undefined && !isGathering(payload)) throw new BadSeal("payload");
  const proofs = [payload, ...(payload.earlier ?? [])].map((one) => one.proofs).filter((one) => one !== undefined);
  if (!proofs.every((one) => typeof one === "string" && /^[0-9a-f]{64}$/.test(one))) throw new BadSeal("payload");
  for (const one of payload.earlier ?? []) {
    if (one.rows !== undefined) checkFigures(one);
  }
  if (kind !== "announcement" || payload.rows !== undefined) checkFigures(payload);
}

/** Whether the figures of one round have their form and their sums hold; throws `BadSeal`. */
function checkFigures(payload) {
  const { rows, selected } = payload;
  if (!FIGURES.every((key) => isCount(payload[key])) || !Array.isArray(rows)) throw new BadSeal("payload");
  const { entitled, present, issued, returned, valid } = payload;
  const ordered = entitled >= present && present >= issued && issued >= returned;
  if (!ordered || returned !== valid + payload.void) throw new BadSeal("sums");
  if (payload.grades !== undefined) return checkGrades(payload);
  // A fifth number: points, where priorities were given.
  const whole = (row) => Array.isArray(row) && [4, 5].includes(row.length) && row.every(isCount);
  if (!rows.every(whole)) throw new BadSeal("payload");
  if (rows.some((row) => Math.max(...row.slice(1, 4)) > valid)) throw new BadSeal("sums");
  if (!selected.every((no) => rows.some((row) => row[0] === no))) throw new BadSeal("sums");
}

/** Whether the rows of a satisfaction rating have their form and add up; throws `BadSeal`. */
function checkGrades({ grades, rows, valid }) {
  const named = Array.isArray(grades) && [3, 4].includes(grades.length) && grades.every((one) => typeof one === "string" && one);
  const whole = (row) => Array.isArray(row) && row.length === 7 && row.every(isCount) && row[6] >= 1 && row[6] <= 3;
  if (!named || !rows.every(whole)) throw new BadSeal("payload");
  const sum = (row) => row.slice(1, 6).reduce((total, one) => total + one, 0);
  if (rows.some((row) => sum(row) !== valid)) throw new BadSeal("sums");
}

/** What a seal says, if it was made with the key; throws `BadSeal`. */
export function openSeal(token, publicKey) {
  if (token.length > MAX_SEAL || !FORM.test(token)) throw new BadSeal("form");
  const [header, body, signature] = token.split(".");
  if (header !== HEADER) throw new BadSeal("form");
  const parts = [body, signature].map(part);
  let holds = false;
  try {
    holds = ed25519.verify(parts[1], utf8ToBytes(`${header}.${body}`), publicKey, { zip215: false });
  } catch {
    // a signature that is no signature
  }
  if (!holds) throw new BadSeal("signature");
  const payload = payloadIn(parts[0]);
  checkPayload(payload);
  return payload;
}
