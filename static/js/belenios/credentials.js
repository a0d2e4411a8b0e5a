/** Voting cards: private credentials and their public halves (specification §4.8). */
import { BASE58, Q, checkCharacters, sha256Hex } from "./encoding.js";
import { Slip } from "./errors.js";
import { base, encode } from "./group.js";
import { randomCharacters } from "./random.js";

const LENGTH = 22;
const CHECK_LENGTH = 2;

const grouped = (characters) =>
  [[0, 5], [5, 11], [11, 16], [16, 22]].map(([from, to]) => characters.slice(from, to)).join("-");

const check = (credential) => checkCharacters(`voting-card|${credential}`, CHECK_LENGTH);

/** A private credential `XXXXX-XXXXXX-XXXXX-XXXXXX`. */
export const generate = () => grouped(randomCharacters(LENGTH));

/** The form on the card: the credential and two check characters. */
export const typed = (credential) => `${credential}-${check(credential)}`;

/** What was typed or scanned without spaces and dashes; throws `Slip("character")`. */
export function plainCharacters(text) {
  const plain = text.replace(/[\s\-—–]/g, "");
  if ([...plain].some((character) => !BASE58.includes(character))) throw new Slip("character");
  return plain;
}

/** The credential from what a person typed or scanned; throws `Slip` with `character`, `length` or `checksum`. */
export function fromTyped(text) {
  const plain = plainCharacters(text);
  if (plain.length !== LENGTH + CHECK_LENGTH) throw new Slip("length");
  const credential = grouped(plain.slice(0, LENGTH));
  if (check(credential) !== plain.slice(LENGTH)) throw new Slip("checksum");
  return credential;
}

/** The secret exponent that belongs to a credential in one election. */
export function secretExponent(uuid, credential) {
  const parts = [0, 1].map((i) => sha256Hex(`derive_credential|${uuid}|${i}|${credential}`));
  return BigInt(`0x${parts.join("")}`) % Q;
}

/** The public half (64 hexadecimal digits). */
export const publicCredential = (uuid, credential) => encode(base(secretExponent(uuid, credential)));
