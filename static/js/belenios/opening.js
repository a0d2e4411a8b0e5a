/**
 * What binds an opening to the list that was opened, beyond the protocol's own proofs.
 *
 * The protocol's proof of a share covers key and commitments alone. Here one proof of equal logarithms covers all pairs
 * of ciphertext half and factor at once: weights of 128 bits, hashed from everything that is proved and bound to their
 * place, make two composites of them (RFC 9497 §2.2), and the challenge covers both.
 */
import { dumps, fields, hashToScalar, loadsExact, proofOf, readProof, sha256Hex } from "./encoding.js";
import { Invalid } from "./errors.js";
import { Point, base, encode, encodeAll, normalize, point, power, powerProduct, powersPublic } from "./group.js";
import { randomScalar } from "./random.js";

/** The halves' and the factors' products, each pair weighted. */
function composites(election, items, factors, publicKeyHex) {
  const alphas = items.map((item) => item.alpha).join();
  const seed = sha256Hex(`opening-seed|${election.fingerprint}|${publicKeyHex}|${alphas}|${encodeAll(factors).join()}`);
  const weights = items.map((_, i) => BigInt(`0x${sha256Hex(`opening-weight|${seed}|${i + 1}`).slice(0, 32)}`));
  return [
    powerProduct(items.map((item) => item.a), weights),
    powerProduct(normalize(factors), weights),
  ];
}

function challengeOf(election, publicKeyHex, [m, z], a, b) {
  const statement = `${election.fingerprint}|${publicKeyHex}|${encode(m)},${encode(z)}`;
  return hashToScalar(`opening-proof|${statement}|${encode(a)},${encode(b)}`);
}

/**
 * The batched proof of one share.
 * @param {object} election from `parseElection`
 * @param {object[]} items the ciphertexts that were opened, from `readCiphertexts` or `checkShuffle`
 * @param {object[]} factors the share's, as points
 * @param {bigint} privateKey
 * @returns {string} compact JSON of challenge and response
 */
export function proveOpening(election, items, factors, privateKey) {
  const key = encode(base(privateKey));
  const both = composites(election, items, factors, key);
  const w = randomScalar();
  const challenge = challengeOf(election, key, both, base(w), power(both[0], w));
  return dumps(proofOf(challenge, w - privateKey * challenge));
}

/** Check the batched proof of one share; throws `Invalid` with opening-proof-form or opening-proof. */
export function checkOpening(election, items, factors, publicKeyHex, text, where = "") {
  const form = "opening-proof-form";
  const [challenge, response] = readProof(loadsExact(text, form, where), form, where);
  const key = point(publicKeyHex, form, where);
  const [m, z] = composites(election, items, factors, publicKeyHex);
  const a = powersPublic([Point.BASE, key], [response, challenge]);
  const b = powersPublic([m, z], [response, challenge]);
  if (challengeOf(election, publicKeyHex, [m, z], a, b) !== challenge) {
    throw new Invalid("opening-proof", where, "the factors are not those of this key and this list");
  }
}

const FORM = "proofs-form";

const ascending = (numbers) =>
  numbers.every((number, i) => Number.isSafeInteger(number) && number > (i ? numbers[i - 1] : 0));

/**
 * Read the proofs file that stands beside an archive; throws `Invalid("proofs-form", …)`.
 * @returns {{election: string, proofs: Map<number, string>, void: number[]}} the election's fingerprint; the text of
 *   each trustee's proof by place; the places (from 1) of void ballots in the result
 */
export function readProofs(text) {
  const wrong = (why) => new Invalid(FORM, "", why);
  const value = loadsExact(text, FORM);
  const [version, election, given, places] = fields(value, ["version", "election", "proofs", "void"], FORM, "");
  if (version !== 1) throw wrong("another version");
  if (typeof election !== "string" || !Array.isArray(given) || !Array.isArray(places)) throw wrong("a field of another kind");
  const rows = given.map((row) => fields(row, ["owner", "challenge", "response"], FORM, ""));
  if (!rows.every(([owner], i) => owner === i + 1)) throw wrong("not the proof of every trustee once, in order");
  if (!ascending(places)) throw wrong("the places of void ballots are not in order");
  const proofs = new Map();
  for (const [owner, challenge, response] of rows) {
    readProof({ challenge, response }, FORM, `trustee ${owner}`);
    proofs.set(owner, dumps({ challenge, response }));
  }
  return { election, proofs, void: places };
}
