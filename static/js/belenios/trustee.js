/** Trustees' keys: making them, keeping them on paper or in a file, loading them back (specification §4.5). */
import { plainCharacters } from "./credentials.js";
import {
  BASE58, Q, checkCharacters, fields, hashToScalar, proofOf, readProof, sha256Hex,
} from "./encoding.js";
import { Invalid, Slip } from "./errors.js";
import { Point, base, encode, point, powersPublic } from "./group.js";
import { randomScalar } from "./random.js";

const FORMAT = "voting-trustee-key-1";
const DIGITS = 44;
const GROUPS = 8;
const GROUP = 6;

const challengeOf = (key, commitment) => hashToScalar(`pok|Ed25519|${key}|${encode(commitment)}`);

/** The `trustee_public_key` of a private key, with a fresh proof of possession. */
export function publicKeyOf(privateKey) {
  const key = encode(base(privateKey));
  const w = randomScalar();
  const challenge = challengeOf(key, base(w));
  return { pok: proofOf(challenge, w - privateKey * challenge), public_key: key };
}

/** What a trustee reads aloud: the first eight digits of the key's SHA-256, upper case. */
export const fingerprint = (publicKey) => sha256Hex(publicKey.public_key).slice(0, 8).toUpperCase();

function keyOf(privateKey) {
  const publicKey = publicKeyOf(privateKey);
  return { privateKey, publicKey, fingerprint: fingerprint(publicKey) };
}

/**
 * A fresh key.
 * @returns {{privateKey: bigint, publicKey: object, fingerprint: string}} only `publicKey` may leave the device
 */
export const generateKey = () => keyOf(randomScalar());

/** Check form and proof of a `trustee_public_key`; returns the key as a point, throws `Invalid`. */
export function checkPublicKey(value, where = "") {
  const [pok, key] = fields(value, ["pok", "public_key"], "trustee-form", where);
  const [challenge, response] = readProof(pok, "trustee-form", where);
  const found = point(key, "trustee-point", where);
  if (challengeOf(key, powersPublic([Point.BASE, found], [response, challenge])) !== challenge) {
    throw new Invalid("trustee-proof", where, "the proof of possession of the key does not hold");
  }
  return found;
}

const groupCheck = (characters, place) => checkCharacters(`trustee-key|${place}|${characters}`, 1);

/**
 * The form on the key card, also for its QR code: 8 groups of 7 characters. 44 characters are the private key in Base58,
 * 4 check the whole, and the last of each group checks that group, so that a slip can be found on the paper.
 */
export function typedKey(key) {
  let digits = "";
  for (let rest = key.privateKey; digits.length < DIGITS; rest /= 58n) digits = BASE58[Number(rest % 58n)] + digits;
  const all = digits + checkCharacters(`trustee-key|${digits}`, 4);
  return Array.from({ length: GROUPS }, (_, i) => {
    const characters = all.slice(i * GROUP, (i + 1) * GROUP);
    return characters + groupCheck(characters, i + 1);
  }).join("-");
}

/**
 * What was typed so far, group by group; `state` is `empty`, `short`, `whole` or `wrong` (a character that no key has, or
 * one that the group's own check does not allow).
 */
export function typedGroups(text) {
  const plain = text.replace(/[\s\-—–]/g, "");
  const length = GROUP + 1;
  return Array.from({ length: GROUPS }, (_, i) => {
    const part = plain.slice(i * length, i === GROUPS - 1 ? undefined : (i + 1) * length);
    const foreign = [...part].some((character) => !BASE58.includes(character));
    if (foreign || part.length > length) return { part, state: "wrong" };
    if (part.length < length) return { part, state: part ? "short" : "empty" };
    return { part, state: groupCheck(part.slice(0, GROUP), i + 1) === part[GROUP] ? "whole" : "wrong" };
  });
}

/** The text of a key file; `about` are texts for the person who finds it, such as `holder` and `meeting`. */
export function keyFile(key, about = {}) {
  const value = {
    format: FORMAT,
    ...about,
    fingerprint: key.fingerprint,
    public_key: key.publicKey.public_key,
    private_key: typedKey(key),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

function fromTypedKey(text) {
  const plain = plainCharacters(text);
  if (plain.length !== GROUPS * (GROUP + 1)) throw new Slip("length");
  let all = "";
  for (let i = 0; i < GROUPS; i++) {
    const part = plain.slice(i * (GROUP + 1), (i + 1) * (GROUP + 1));
    if (groupCheck(part.slice(0, GROUP), i + 1) !== part[GROUP]) throw new Slip("checksum", i + 1);
    all += part.slice(0, GROUP);
  }
  const digits = all.slice(0, DIGITS);
  if (checkCharacters(`trustee-key|${digits}`, 4) !== all.slice(DIGITS)) throw new Slip("checksum");
  return privateNumber([...digits].reduce((found, digit) => found * 58n + BigInt(BASE58.indexOf(digit)), 0n));
}

function privateNumber(found) {
  if (found <= 0n || found >= Q) throw new Slip("damaged");
  return found;
}

/**
 * A key from the text of a key file, from its typed form or QR code, or from a `.privkey` file of belenios-tool.
 * Throws `Slip` with `character`, `length`, `checksum` (with `group`) or `damaged`.
 */
export function loadKey(text) {
  const plain = text.replace(/^\uFEFF/, "").trim();
  if (/^"[0-9]{1,77}"$/.test(plain)) return keyOf(privateNumber(BigInt(plain.slice(1, -1))));
  if (!plain.startsWith("{")) return keyOf(fromTypedKey(plain));
  let value;
  try {
    value = JSON.parse(plain);
  } catch {
    throw new Slip("damaged");
  }
  if (value.format !== FORMAT || typeof value.private_key !== "string") throw new Slip("damaged");
  let key;
  try {
    key = keyOf(fromTypedKey(value.private_key));
  } catch (error) {
    throw error instanceof Slip ? new Slip("damaged") : error;
  }
  if (value.public_key !== key.publicKey.public_key) throw new Slip("damaged");
  return key;
}

/** `loadKey` for the key whose public half is known; another key throws `Slip("foreign")`. */
export function loadKeyFor(text, publicKeyHex) {
  const key = loadKey(text);
  if (key.publicKey.public_key !== publicKeyHex) throw new Slip("foreign");
  return key;
}
