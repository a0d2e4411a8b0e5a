// Numbers that people read aloud and type (Python: voting/belenios/codes.py).
import { sha256Hex } from "../belenios/encoding.js";

const digits = (hex, count) => String(BigInt(`0x${hex}`) % 10n ** BigInt(count)).padStart(count, "0");

/** The check code of a locked box: 8 digits of SHA-256 of head, "|" and the number that was called. */
export const checkCode = (head, number) => digits(sha256Hex(`${head}|${number}`), 8);

/** The 12 digits by which a trustee knows the own mix again; from the SHA-256 of the shuffle's text. */
export const mixCode = (hash) => digits(hash, 12);

/** A fresh six-digit number. */
export function rolled() {
  const draw = new Uint32Array(1);
  // No number is likelier than another: what lies beyond the last whole million is drawn again.
  do crypto.getRandomValues(draw);
  while (draw[0] >= 4_294_000_000);
  return String(draw[0] % 1_000_000).padStart(6, "0");
}

/** What a person typed, without spaces and dashes, full-width digits made plain. */
export const typedDigits = (text) =>
  text.replace(/[\uFF10-\uFF19]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/[\s\-—–]/g, "");

/** In groups of four, for reading aloud. */
export const grouped = (text) => text.replace(/(.{4})(?=.)/g, "$1 ");
