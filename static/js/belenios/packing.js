/**
 * Marks of candidates as the integers of one answer.
 *
 * A point carries 30 bytes. Up to 30 candidates take a byte each; more share bytes: with `base` possible marks,
 * `perByte` candidates make one number in that base, the first candidate being its most significant digit.
 */
import { MAX_INTS } from "./group.js";

const STATED = /\[marks: (\d{1,3}) candidates, base (\d{1,3}), (\d) to an answer\]/;

export class Packing {
  constructor(count, base, perByte) {
    this.count = count;
    this.base = base;
    this.perByte = perByte;
  }

  /** Number of answers. */
  get width() {
    return Math.ceil(this.count / this.perByte);
  }

  /** What the election's description says of it. */
  get sentence() {
    return `[marks: ${this.count} candidates, base ${this.base}, ${this.perByte} to an answer]`;
  }

  /** The names of the answers for the candidates' names. */
  answers(names) {
    return Array.from({ length: this.width }, (_, i) =>
      names.slice(i * this.perByte, (i + 1) * this.perByte).join(" | "));
  }

  /** Marks to integers; throws `RangeError` when a mark or their number does not fit. */
  pack(marks) {
    if (marks.length !== this.count) throw new RangeError(`${marks.length} marks for ${this.count} candidates`);
    if (!marks.every((mark) => Number.isInteger(mark) && mark >= 0 && mark < this.base)) {
      throw new RangeError("a mark is out of range");
    }
    return Array.from({ length: this.width }, (_, i) =>
      marks.slice(i * this.perByte, (i + 1) * this.perByte).reduce((number, mark) => number * this.base + mark, 0));
  }

  /** Integers to marks; throws `RangeError` for a number that no marks give. */
  unpack(values) {
    if (values.length !== this.width) throw new RangeError(`${values.length} integers, expected ${this.width}`);
    const marks = [];
    for (let value of values) {
      const digits = [];
      for (let left = Math.min(this.perByte, this.count - marks.length); left > 0; left--) {
        digits.unshift(value % this.base);
        value = Math.floor(value / this.base);
      }
      if (value) throw new RangeError("an integer is out of range");
      marks.push(...digits);
    }
    return marks;
  }
}

/** The loosest packing that fits; throws `RangeError` when none does. */
export function packingFor(count, base = 3) {
  if (count < 1 || base < 2) throw new RangeError("at least one candidate and two marks");
  for (let perByte = 1; base ** perByte <= 256; perByte++) {
    if (Math.ceil(count / perByte) <= MAX_INTS) return new Packing(count, base, perByte);
  }
  throw new RangeError(`${count} candidates with ${base} marks each do not fit into one ballot`);
}

/** The packing that an election's description states; null when it states none that fits its answers. */
export function statedPacking(election) {
  const found = STATED.exec(election.description);
  if (!found) return null;
  const packing = new Packing(...found.slice(1).map(Number));
  if (packing.base < 2 || packing.perByte < 1 || packing.base ** packing.perByte > 256) return null;
  return packing.width === election.answers.length ? packing : null;
}
