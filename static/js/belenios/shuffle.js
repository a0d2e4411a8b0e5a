/** Verifiable shuffles (specification §4.19 and §6, tables 1–14). */
import { fromPoints, readValue, wire } from "./ciphertexts.js";
import { dumps, fields, hashToScalar, list, loadsExact, mod, number, sha256Hex } from "./encoding.js";
import { Invalid } from "./errors.js";
import {
  Point, base, encodeAll, generator, generators, normalize, points, power, powerProduct, powerPublic, precompute,
  product,
} from "./group.js";
import { randomBelow, randomHalf, randomScalars } from "./random.js";

/** A uniform permutation (table 2); numbers from 0. */
function permutation(count) {
  const places = Array.from({ length: count }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const k = i + randomBelow(count - i);
    [places[i], places[k]] = [places[k], places[i]];
  }
  return places;
}

/** Table 12. */
function challenges(count, seed) {
  const head = sha256Hex(seed);
  return Array.from({ length: count }, (_, i) => hashToScalar(head + sha256Hex(String(i))));
}

const textOfCiphertexts = (items) => items.map(({ alpha, beta }) => `${alpha},${beta},`).join("");
const textOfPoints = (texts) => texts.map((text) => `${text},`).join("");

function challengeOf(election, strC, head, tHat, chain) {
  const strT = textOfPoints(head) + textOfPoints(tHat);
  return hashToScalar(`shuffle-challenge|${election.fingerprint}|${strT}${strC}${textOfPoints(chain)}${election.publicKey}`);
}

const dot = (left, right) => mod(left.reduce((sum, value, i) => sum + value * right[i], 0n));

/** Calls `progress` between `from` and `to` while it maps. */
function mapped(items, action, progress, from, to) {
  return items.map((item, i) => {
    if (i % 8 === 0) progress(from + ((to - from) * i) / items.length);
    return action(item, i);
  });
}

/**
 * Re-encrypt and permute, and prove it (tables 1 and 4).
 * @param {object} election from `parseElection`
 * @param {object[]} before from `readCiphertexts`
 * @param {(share: number) => void} progress
 * @returns {string} the shuffle's text
 */
export function shuffle(election, before, progress = () => {}) {
  const key = before.length > 8 ? precompute(election.key) : election.key;
  const fresh = randomScalars(before.length);
  const psi = permutation(before.length);
  const mix = ({ a, b }, i) => [a.add(base(fresh[i])), b.add(power(key, fresh[i]))];
  const mixed = fromPoints(mapped(before, mix, progress, 0, 0.25));
  const after = psi.map((j) => mixed[j]);
  const proof = prove(election, before, after, fresh, psi, progress);
  progress(1);
  return dumps({ ciphertexts: wire(after), proofs: [proof] });
}

function prove(election, before, after, fresh, psi, progress) {
  const count = before.length;
  const h = count > 8 ? precompute(generator(-1)) : generator(-1);
  const hs = mapped(psi, (_, i) => generator(i), progress, 0.25, 0.35);

  const r = randomScalars(count);
  const c = new Array(count);
  mapped(psi, (j, i) => (c[j] = base(r[j]).add(hs[i])), progress, 0.35, 0.45);
  const cText = encodeAll(c);
  const strC = textOfCiphertexts(before) + textOfCiphertexts(after) + textOfPoints(cText);
  const u = challenges(count, `shuffle-challenges|${election.fingerprint}|${strC}`);
  const uPrime = psi.map((j) => u[j]);

  // Every link ĉᵢ = g^r̂ᵢ ĉᵢ₋₁^u′ᵢ is g^Rᵢ h^Uᵢ with exponents known here: two fixed bases instead of a new one each.
  const rHat = randomScalars(count);
  const wHat = randomScalars(count);
  const wPrime = randomScalars(count);
  let [R, U] = [0n, 1n];
  const link = (value, i) => {
    const tHat = base(mod(wHat[i] + R * wPrime[i])).add(power(h, mod(U * wPrime[i])));
    [R, U] = [mod(rHat[i] + R * value), mod(U * value)];
    return [base(R).add(power(h, U)), tHat];
  };
  const links = mapped(uPrime, link, progress, 0.45, 0.85);
  const chainText = encodeAll(links.map((pair) => pair[0]));
  const tHatText = encodeAll(links.map((pair) => pair[1]));

  const w = randomScalars(4);
  const t3 = base(w[2]).add(powerProduct(hs, wPrime));
  progress(0.9);
  const t41 = powerProduct(normalize(after.map((item) => item.b)), wPrime).subtract(power(election.key, w[3]));
  progress(0.95);
  const t42 = powerProduct(normalize(after.map((item) => item.a)), wPrime).subtract(base(w[3]));
  const head = encodeAll([base(w[0]), base(w[1]), t3, t41, t42]);
  const challenge = challengeOf(election, strC, head, tHatText, chainText);

  const v = new Array(count).fill(1n);
  for (let i = count - 2; i >= 0; i--) v[i] = mod(uPrime[i + 1] * v[i + 1]);
  const sums = [mod(r.reduce((sum, value) => sum + value, 0n)), dot(rHat, v), dot(r, u), dot(fresh, u)];
  const respond = (nonce, value) => String(mod(nonce + challenge * value));
  return [
    [head[0], head[1], head[2], [head[3], head[4]], tHatText],
    [
      ...sums.map((sum, i) => respond(w[i], sum)),
      rHat.map((value, i) => respond(wHat[i], value)),
      uPrime.map((value, i) => respond(wPrime[i], value)),
    ],
    cText,
    chainText,
  ];
}

function readShuffle(text, count, where) {
  const form = "shuffle-form";
  const shape = (value, length) => list(value, length, form, where);
  const [afterValue, proofs] = fields(loadsExact(text, form, where), ["ciphertexts", "proofs"], form, where);
  const after = readValue(afterValue, form, where);
  if (after.length !== count) {
    throw new Invalid("shuffle-count", where, `${count} ballots went in, ${after.length} came out`);
  }
  const [commitments, responses, cText, chainText] = shape(shape(proofs, 1)[0], 4);
  const [t1, t2, t3, t4, tHatText] = shape(commitments, 5);
  const head = [t1, t2, t3, ...shape(t4, 2)];
  const parts = shape(responses, 6);
  const numbers = (values) => values.map((value) => number(value, form, where));
  const of = (texts) => points(shape(texts, count), form, where);
  return {
    after, head, tHatText, cText, chainText,
    t: points(head, form, where), tHat: of(tHatText), c: of(cText), chain: of(chainText),
    s: numbers(parts.slice(0, 4)), sHat: numbers(shape(parts[4], count)), sPrime: numbers(shape(parts[5], count)),
  };
}

/**
 * Check a shuffle of `before` (table 5); returns the shuffled ciphertexts, throws `Invalid`.
 *
 * The equations of the chain are checked together, each weighted with 128 random bits.
 */
export function checkShuffle(election, before, text, where = "", progress = () => {}) {
  const count = before.length;
  const { after, head, tHatText, cText, chainText, t, tHat, c, chain, s, sHat, sPrime } = readShuffle(text, count, where);
  progress(0.3);
  const strC = textOfCiphertexts(before) + textOfCiphertexts(after) + textOfPoints(cText);
  const u = challenges(count, `shuffle-challenges|${election.fingerprint}|${strC}`);
  const challenge = challengeOf(election, strC, head, tHatText, chainText);
  const minus = mod(-challenge);
  const [h, hs] = [generator(-1), generators(count)];
  progress(0.45);

  const cBar = product(c).subtract(product(hs));
  const uAll = u.reduce((all, value) => mod(all * value), 1n);
  const cHat = (count ? chain[count - 1] : h).subtract(powerPublic(h, uAll));
  const of = (name, items) => items.map((item) => item[name]);
  const cTilde = powerProduct(c, u);
  const alpha = powerProduct(of("a", before), u);
  const beta = powerProduct(of("b", before), u);
  progress(0.65);
  const g = (exponent) => powerPublic(Point.BASE, exponent);
  const times = (point) => powerPublic(point, minus);
  const expected = [
    times(cBar).add(g(s[0])),
    times(cHat).add(g(s[1])),
    times(cTilde).add(g(s[2])).add(powerProduct(hs, sPrime)),
    times(beta).add(powerProduct(of("b", after), sPrime)).subtract(powerPublic(election.key, s[3])),
    times(alpha).add(powerProduct(of("a", after), sPrime)).subtract(g(s[3])),
  ];
  progress(0.85);
  const held = expected.every((point, i) => point.equals(t[i]));
  if (!held || !chainHolds(challenge, h, chain, tHat, sHat, sPrime)) {
    throw new Invalid("shuffle-proof", where, "the proof of the shuffle does not hold");
  }
  progress(1);
  return after;
}

function chainHolds(challenge, h, chain, tHat, sHat, sPrime) {
  const weights = tHat.map(randomHalf);
  const before = [h, ...chain.slice(0, -1)];
  const left = [...tHat, ...chain];
  const leftExponents = [...weights, ...weights.map((weight) => mod(weight * challenge))];
  const right = [Point.BASE, ...(tHat.length ? before : [])];
  const rightExponents = [dot(weights, sHat), ...weights.map((weight, i) => mod(weight * sPrime[i]))];
  return powerProduct(left, leftExponents).equals(powerProduct(right, rightExponents));
}
