/**
 * The group Ed25519 (specification §5.2.1) on @noble/curves.
 *
 * On the wire a point is 64 hexadecimal digits, big-endian. Points from outside pass `point` or `points`, which admit
 * only canonical encodings of elements of the prime-order subgroup other than the identity.
 */
import {
  bytesToHex, ed25519, hexToBytes, mulAddUnsafe, normalizeZ, pippenger, sha256, utf8ToBytes,
} from "../../vendor/noble-curves/noble.js";
import { Invalid } from "./errors.js";
import { randomBytes } from "./random.js";

export const Point = ed25519.Point;
export const ZERO = Point.ZERO;
export const MAX_INTS = 30;
const BITS_PER_INT = 8n;
const PADDING = 14n;

/** g^exponent, in time that does not depend on the exponent. */
export const base = (exponent) => power(Point.BASE, exponent);

/** point^exponent for secret exponents, in time that does not depend on them. */
export const power = (point, exponent) => (exponent === 0n ? ZERO : point.multiply(exponent));

/** point^exponent for public exponents. */
export const powerPublic = (point, exponent) => point.multiplyUnsafe(exponent);

/** ∏ pointᵢ^exponentᵢ of a few public exponents. */
export const powersPublic = (points, exponents) => mulAddUnsafe(Point, points, exponents);

/**
 * ∏ pointᵢ^exponentᵢ of many. The order of memory accesses depends on the exponents: for public ones, and for those
 * that are used once and inside this browser only.
 */
export const powerProduct = (points, exponents) => pippenger(Point, points, exponents);

/** The product of all. */
export const product = (points) => points.reduce((total, point) => total.add(point), ZERO);

/** Have tables ready for a point that will be raised to many exponents. */
export const precompute = (point) => point.precompute(8, true);

/** A point as it stands on the wire. */
export const encode = (point) => bytesToHex(point.toBytes().reverse());

/** Many points as they stand on the wire, with one inversion for all. */
export const encodeAll = (points) => normalizeZ(Point, points).map(encode);

/** Ready many points for sums. */
export const normalize = (points) => normalizeZ(Point, points);

function decode(text, check, where) {
  if (typeof text !== "string" || !/^[0-9a-f]{64}$/.test(text)) {
    throw new Invalid(check, where, "a point is 64 lower-case hexadecimal digits");
  }
  let found;
  try {
    found = Point.fromBytes(hexToBytes(text).reverse(), false);
  } catch {
    found = ZERO;
  }
  if (found.is0()) throw notInGroup(check, where);
  return found;
}

const notInGroup = (check, where) => new Invalid(check, where, "not an element of the prime-order group");

/** A point from outside; throws `Invalid(check, where, …)`. */
export function point(text, check = "point", where = "") {
  const found = decode(text, check, where);
  if (!found.isTorsionFree()) throw notInGroup(check, where);
  return found;
}

const ROUNDS = 64;
const CLUSTER = 5;

/**
 * Many points from outside; throws `Invalid(check, where, …)`.
 *
 * Whether all are in the prime-order subgroup is judged by 64 products of random subsets: a point outside stays
 * unnoticed in each with probability at most 1/2.
 */
export function points(texts, check = "point", where = "") {
  const found = texts.map((text, place) => decode(text, check, spot(where, place)));
  if (found.length <= 2 * ROUNDS) {
    found.forEach((one, place) => {
      if (!one.isTorsionFree()) throw notInGroup(check, spot(where, place));
    });
  } else if (!subsetProducts(found).every((one) => one.isTorsionFree())) {
    const place = found.findIndex((one) => !one.isTorsionFree());
    throw notInGroup(check, spot(where, place));
  }
  return found;
}

const spot = (where, place) => `${where ? `${where}, ` : ""}point ${place + 1}`;

function subsetProducts(found) {
  const totals = new Array(ROUNDS).fill(ZERO);
  for (let start = 0; start < found.length; start += CLUSTER) {
    let sums = [ZERO];
    for (const one of found.slice(start, start + CLUSTER)) sums = sums.concat(sums.map((sum) => sum.add(one)));
    const choices = randomBytes(ROUNDS);
    for (let round = 0; round < ROUNDS; round++) {
      // The number of sums is a power of two: its lowest bits choose the subset.
      totals[round] = totals[round].add(sums[choices[round] & (sums.length - 1)]);
    }
  }
  return totals;
}

function fromNumber(number) {
  try {
    return Point.fromBytes(hexToBytes(number.toString(16).padStart(64, "0")).reverse(), false);
  } catch {
    return null;
  }
}

/** Embed up to 30 integers of 8 bits into a point; throws `RangeError` when they do not fit. */
export function ofInts(values) {
  if (values.length > MAX_INTS) throw new RangeError(`${values.length} integers do not fit into a point`);
  if (!values.every((value) => Number.isInteger(value) && value >= 0 && value < 256)) {
    throw new RangeError("an integer does not fit into 8 bits");
  }
  const start = values.reduce((number, value) => (number << BITS_PER_INT) | BigInt(value), 0n) << PADDING;
  for (let number = start; number < start + (1n << PADDING); number++) {
    const found = fromNumber(number);
    if (found && !found.is0() && found.isTorsionFree()) return found;
  }
  throw new RangeError("no point for these integers");
}

/** Inverse of `ofInts` for `count` integers, from a point on the wire. */
export function toInts(text, count) {
  const number = BigInt(`0x${text}`) >> PADDING;
  return Array.from({ length: count }, (_, i) => Number((number >> (BITS_PER_INT * BigInt(count - 1 - i))) & 255n));
}

/**
 * The integers of an opened point, or null unless it is to the bit what `ofInts` makes of `count` integers: no bit above
 * them, and the smallest padding. The specification drops those bits, so that any point would be a ballot.
 */
export function exactInts(point, count) {
  const text = encode(point);
  if (BigInt(`0x${text}`) >> (PADDING + BITS_PER_INT * BigInt(count))) return null;
  const values = toInts(text, count);
  return embedded(values) === text ? values : null;
}

const embedded_ = new Map();

/** `ofInts` on the wire; many ballots say the same. Null when there is no such point. */
function embedded(values) {
  const name = values.join();
  if (!embedded_.has(name)) {
    try {
      embedded_.set(name, encode(ofInts(values)));
    } catch {
      return null;
    }
  }
  return embedded_.get(name);
}

const generators_ = new Map();

/** An independent generator (table 9); −1 is the secondary one. */
export function generator(index) {
  let found = generators_.get(index);
  if (!found) {
    let number = BigInt(`0x${bytesToHex(sha256(utf8ToBytes(`ggen|${index}`)))}`) >> 2n;
    while (!(found = fromNumber(number))) number++;
    [found] = normalize([found.clearCofactor()]);
    if (found.is0() || found.equals(Point.BASE)) throw new Error("degenerate generator");
    generators_.set(index, found);
  }
  return found;
}

/** The first `count` generators (table 7). */
export const generators = (count) => Array.from({ length: count }, (_, index) => generator(index));
