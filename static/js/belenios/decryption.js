/** Partial decryptions with proof, and opening the ballots (specification §4.20, §4.21). */
import { dumps, fields, hashToScalar, list, loadsExact, proofOf, readProof } from "./encoding.js";
import { Invalid } from "./errors.js";
import { Point, base, encode, encodeAll, normalize, point, points, power, powersPublic, product, toInts } from "./group.js";
import { proveOpening } from "./opening.js";
import { randomScalar } from "./random.js";

const challengeOf = (election, key, a, b) => hashToScalar(`decrypt|${election.fingerprint}|${key}|${a},${b}`);

/**
 * One trustee's share: a factor and a proof for each ciphertext, and the batched proof over all of them.
 * @param {object} election from `parseElection`
 * @param {object[]} items from `readCiphertexts` or `checkShuffle`
 * @param {bigint} privateKey
 * @param {(share: number) => void} progress
 * @returns {{decryption: string, proof: string}} the text for the archive, and of `proveOpening`
 */
export function partialDecryption(election, items, privateKey, progress = () => {}) {
  const key = encode(base(privateKey));
  const factors = [];
  const factorTexts = [];
  const proofs = [];
  items.forEach((item, place) => {
    const w = randomScalar();
    const factor = power(item.a, privateKey);
    const [text, a, b] = encodeAll([factor, base(w), power(item.a, w)]);
    const challenge = challengeOf(election, key, a, b);
    factors.push(factor);
    factorTexts.push(text);
    proofs.push(proofOf(challenge, w - privateKey * challenge));
    if (place % 8 === 7) progress((place + 1) / items.length);
  });
  const proof = proveOpening(election, items, factors, privateKey);
  progress(1);
  return { decryption: dumps({ decryption_factors: [factorTexts], decryption_proofs: [proofs] }), proof };
}

/** Check a share against the trustee's public key (on the wire); returns the factors as points, throws `Invalid`. */
export function checkPartial(election, items, publicKeyHex, text, where = "", progress = () => {}) {
  const form = "decryption-form";
  const names = ["decryption_factors", "decryption_proofs"];
  const [factorTexts, proofs] = fields(loadsExact(text, form, where), names, form, where).map((part) => {
    const [of] = list(part, 1, form, where);
    if (!Array.isArray(of) || of.length !== items.length) {
      throw new Invalid("decryption-count", where, `not ${items.length} shares`);
    }
    return of;
  });
  const factors = points(factorTexts, form, where);
  const key = point(publicKeyHex, form, where);
  proofs.forEach((proof, i) => {
    const [challenge, response] = readProof(proof, form, where);
    const a = powersPublic([Point.BASE, key], [response, challenge]);
    const b = powersPublic([items[i].a, factors[i]], [response, challenge]);
    if (challengeOf(election, publicKeyHex, encode(a), encode(b)) !== challenge) {
      throw new Invalid("decryption-proof", where, `the proof for ciphertext ${i + 1} does not hold`);
    }
    if (i % 8 === 7) progress(i / proofs.length);
  });
  return factors;
}

/** The point of every ballot, from the factors of all trustees. */
export const openedPoints = (items, shares) =>
  normalize(items.map((item, i) => item.b.subtract(product(shares.map((share) => share[i])))));

/** The integers of opened points as the result states them, by the specification's decoding. */
export const readBallots = (election, opened) => opened.map((one) => toInts(encode(one), election.answers.length));

/** The integers of every ballot, from the factors of all trustees. */
export const openBallots = (election, items, shares) => readBallots(election, openedPoints(items, shares));
