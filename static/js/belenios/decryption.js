/** Partial decryptions with proof, and opening the ballots (specification §4.20, §4.21). */
import { dumps, fields, hashToScalar, list, loadsExact, proofOf, readProof } from "./encoding.js";
import { Invalid } from "./errors.js";
import { Point, base, encode, encodeAll, point, points, power, powersPublic, product, toInts } from "./group.js";
import { randomScalar } from "./random.js";

const challengeOf = (election, key, a, b) => hashToScalar(`decrypt|${election.fingerprint}|${key}|${a},${b}`);

/**
 * The text of one trustee's share: a factor and a proof for each ciphertext.
 * @param {object} election from `parseElection`
 * @param {object[]} items from `readCiphertexts` or `checkShuffle`
 * @param {bigint} privateKey
 * @param {(share: number) => void} progress
 */
export function partialDecryption(election, items, privateKey, progress = () => {}) {
  const key = encode(base(privateKey));
  const factors = [];
  const proofs = [];
  items.forEach((item, place) => {
    const w = randomScalar();
    const [factor, a, b] = encodeAll([power(item.a, privateKey), base(w), power(item.a, w)]);
    const challenge = challengeOf(election, key, a, b);
    factors.push(factor);
    proofs.push(proofOf(challenge, w - privateKey * challenge));
    if (place % 8 === 7) progress((place + 1) / items.length);
  });
  progress(1);
  return dumps({ decryption_factors: [factors], decryption_proofs: [proofs] });
}

/** Check a share against the trustee's public key (on the wire); returns the factors as points, throws `Invalid`. */
export function checkPartial(election, items, publicKeyHex, text, where = "") {
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
  });
  return factors;
}

/** The integers of every ballot, from the factors of all trustees. */
export function openBallots(election, items, shares) {
  const opened = items.map((item, i) => item.b.subtract(product(shares.map((share) => share[i]))));
  return encodeAll(opened).map((text) => toInts(text, election.answers.length));
}
