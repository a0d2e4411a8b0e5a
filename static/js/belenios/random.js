/** Uniform random numbers from the browser's generator. */
import { bytesToHex } from "../../vendor/noble-curves/noble.js";
import { BASE58, Q } from "./encoding.js";

/** That many random bytes. */
export const randomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));

/** A uniform number modulo q (the bias of 512 bits modulo q is below 2⁻²⁵⁰). */
export const randomScalar = () => BigInt(`0x${bytesToHex(randomBytes(64))}`) % Q;

/** `count` of them. */
export const randomScalars = (count) => Array.from({ length: count }, randomScalar);

/** A uniform number of 128 bits. */
export const randomHalf = () => BigInt(`0x${bytesToHex(randomBytes(16))}`);

/** A uniform number below `limit` ≤ 2³², by rejection. */
export function randomBelow(limit) {
  const ceiling = 2 ** 32 - (2 ** 32 % limit);
  const cell = new Uint32Array(1);
  do crypto.getRandomValues(cell);
  while (cell[0] >= ceiling);
  return cell[0] % limit;
}

/** That many characters of Base58. */
export const randomCharacters = (count) => Array.from({ length: count }, () => BASE58[randomBelow(58)]).join("");
