/** JSON, hashes and numbers as they stand on the wire (specification §4.1, §4.2). */
import { bytesToHex, sha256, utf8ToBytes } from "../../vendor/noble-curves/noble.js";
import { Invalid } from "./errors.js";

/** Order of the group (§5.2.1). */
export const Q = 2n ** 252n + 27742317777372353535851937790883648493n;

export const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Remainder modulo q, never negative. */
export const mod = (number) => {
  const rest = number % Q;
  return rest < 0n ? rest + Q : rest;
};

/** Compact JSON, field order as given. */
export const dumps = (value) => JSON.stringify(value);

// Half of a pair: no text, though JSON can escape it.
const LONE = /(^|[^\\])(\\\\)*\\ud[89a-f]/;

const MAX_DEPTH = 16;

/** Brackets inside strings may be counted too: no honest text comes near the limit. */
function isDeep(text) {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === "[" || letter === "{") depth += 1;
    else if (letter === "]" || letter === "}") depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

/** Parse JSON that must be in its compact form to the byte; throws `Invalid(check, …)`. */
export function loadsExact(text, check, where = "") {
  let value;
  let again;
  if (isDeep(text)) throw new Invalid(check, where, "nested too deep");
  try {
    value = JSON.parse(text);
    again = dumps(value);
  } catch {
    throw new Invalid(check, where, "not readable as JSON");
  }
  if (again !== text || (again.includes("\\ud") && LONE.test(again))) throw new Invalid(check, where, "not in compact form");
  return value;
}

/** The values of an object that must have exactly these fields in this order. */
export function fields(value, names, check, where) {
  const plain = value !== null && typeof value === "object" && !Array.isArray(value);
  const found = plain ? Object.keys(value) : [];
  if (!plain || found.length !== names.length || !names.every((name, i) => name === found[i])) {
    throw new Invalid(check, where, `expected the fields ${names.join(", ")}`);
  }
  return Object.values(value);
}

/** A list of exactly `length` items. */
export function list(value, length, check, where) {
  if (!Array.isArray(value) || value.length !== length) throw new Invalid(check, where, "not of the form it must have");
  return value;
}

/** A number modulo q: a decimal string without sign or leading zeros, below q (§4.2). */
export function number(value, check, where) {
  if (typeof value !== "string" || !/^(0|[1-9][0-9]{0,76})$/.test(value)) {
    throw new Invalid(check, where, "not a decimal number");
  }
  const found = BigInt(value);
  if (found >= Q) throw new Invalid(check, where, "a number that is not below the group's order");
  return found;
}

/** Challenge and response of a proof (§4.3). */
export function readProof(value, check, where) {
  return fields(value, ["challenge", "response"], check, where).map((part) => number(part, check, where));
}

/** A proof as it stands in JSON. */
export const proofOf = (challenge, response) => ({ challenge: String(challenge), response: String(mod(response)) });

const digest = (text) => sha256(utf8ToBytes(text));

/** SHA-256 in hexadecimal. */
export const sha256Hex = (text) => bytesToHex(digest(text));

/** SHA-256 in Base64 without padding: fingerprints and trackers (§4.10, §4.17). */
export const sha256Base64 = (text) => btoa(String.fromCharCode(...digest(text))).replace(/=+$/, "");

/** SHA-256 as a big-endian number. */
export const sha256Number = (text) => BigInt(`0x${sha256Hex(text)}`);

/** SHA-256 as a big-endian number modulo q. */
export const hashToScalar = (text) => mod(sha256Number(text));

/** The first eight bytes of SHA-256 as `length` characters of Base58. */
export function checkCharacters(text, length) {
  let rest = BigInt(`0x${sha256Hex(text).slice(0, 16)}`);
  let characters = "";
  for (let i = 0; i < length; i++) {
    characters = BASE58[Number(rest % 58n)] + characters;
    rest /= 58n;
  }
  return characters;
}
