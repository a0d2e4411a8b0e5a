/** Lists of ciphertexts as they lie in the encrypted tally and in shuffles (specification §4.18, §4.19). */
import { fields, list, loadsExact } from "./encoding.js";
import { Invalid } from "./errors.js";
import { encodeAll, points } from "./group.js";

/**
 * Read `[[{alpha, beta}, …]]` of the one question; every point is checked.
 * @returns {{alpha: string, beta: string, a: object, b: object}[]} on the wire and as points
 */
export function readValue(value, check, where) {
  const [items] = list(value, 1, check, where);
  if (!Array.isArray(items)) throw new Invalid(check, where, "not the ciphertexts of one question");
  const pairs = items.map((item) => fields(item, ["alpha", "beta"], check, where));
  const found = points(pairs.flat(), check, where);
  return pairs.map(([alpha, beta], i) => ({ alpha, beta, a: found[2 * i], b: found[2 * i + 1] }));
}

/** The ciphertexts in the text of an encrypted tally or of a shuffle; throws `Invalid`. */
export function readCiphertexts(text, check = "tally-form", where = "") {
  const value = loadsExact(text, check, where);
  return readValue(Array.isArray(value) ? value : value?.ciphertexts, check, where);
}

/** Pairs of points to ciphertexts. */
export function fromPoints(pairs) {
  const texts = encodeAll(pairs.flat());
  return pairs.map(([a, b], i) => ({ alpha: texts[2 * i], beta: texts[2 * i + 1], a, b }));
}

/** As they stand in JSON. */
export const wire = (items) => [items.map(({ alpha, beta }) => ({ alpha, beta }))];
