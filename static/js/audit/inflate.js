/** Raw DEFLATE (RFC 1951), to the byte: nothing may follow its end, as the server's code has it. */

const MAX_BITS = 15;
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const LENGTHS = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCES = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

const damaged = () => new RangeError("not DEFLATE, or something follows it");

class Bits {
  constructor(bytes) {
    this.bytes = bytes;
    this.place = 0;
  }

  /** The next bit. */
  one() {
    if (this.place >= 8 * this.bytes.length) throw damaged();
    const bit = (this.bytes[this.place >> 3] >> (this.place & 7)) & 1;
    this.place += 1;
    return bit;
  }

  /** A number of `count` bits, the lowest first. */
  number(count) {
    let found = 0;
    for (let i = 0; i < count; i++) found |= this.one() << i;
    return found;
  }

  /** The rest of the byte must be empty. */
  align() {
    while (this.place & 7) if (this.one()) throw damaged();
  }
}

/** A canonical Huffman code from the length of each symbol's code; only one alone may be incomplete. */
class Code {
  constructor(lengths) {
    this.counts = new Array(MAX_BITS + 1).fill(0);
    for (const length of lengths) this.counts[length] += 1;
    let left = 1;
    for (let length = 1; length <= MAX_BITS; length++) left = 2 * left - this.counts[length];
    const alone = this.counts[0] + this.counts[1] === lengths.length;
    if (left < 0 || (left > 0 && !alone)) throw damaged();
    const all = lengths.map((length, symbol) => [length, symbol]).filter(([length]) => length);
    this.symbols = all.sort(([a, i], [b, j]) => a - b || i - j).map(([, symbol]) => symbol);
  }

  read(bits) {
    let [code, first, index] = [0, 0, 0];
    for (let length = 1; length <= MAX_BITS; length++) {
      code |= bits.one();
      const count = this.counts[length];
      if (code < first + count) return this.symbols[index + code - first];
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw damaged();
  }
}

const fill = (...runs) => runs.flatMap(([count, length]) => new Array(count).fill(length));
const fixedCodes = () => [new Code(fill([144, 8], [112, 9], [24, 7], [8, 8])), new Code(fill([30, 5], [2, 5]))];

function writtenCodes(bits) {
  const [literals, distances, given] = [bits.number(5) + 257, bits.number(5) + 1, bits.number(4) + 4];
  if (literals > 286 || distances > 30) throw damaged();
  const short = new Array(ORDER.length).fill(0);
  for (let i = 0; i < given; i++) short[ORDER[i]] = bits.number(3);
  const code = new Code(short);
  const lengths = [];
  while (lengths.length < literals + distances) {
    const symbol = code.read(bits);
    if (symbol < 16) {
      lengths.push(symbol);
      continue;
    }
    if (symbol === 16 && !lengths.length) throw damaged();
    const length = symbol === 16 ? lengths[lengths.length - 1] : 0;
    const [least, extra] = [[3, 2], [3, 3], [11, 7]][symbol - 16];
    lengths.push(...new Array(least + bits.number(extra)).fill(length));
  }
  if (lengths.length > literals + distances || !lengths[256]) throw damaged();
  return [new Code(lengths.slice(0, literals)), new Code(lengths.slice(literals))];
}

function compressed(bits, [literals, distances], out, limit) {
  for (;;) {
    const symbol = literals.read(bits);
    if (symbol === 256) return;
    if (symbol < 256) {
      out.push(symbol);
    } else {
      const place = symbol - 257;
      if (place >= LENGTHS.length) throw damaged();
      const length = LENGTHS[place] + bits.number(LENGTH_BITS[place]);
      const far = distances.read(bits);
      if (far >= DISTANCES.length) throw damaged();
      const distance = DISTANCES[far] + bits.number(DISTANCE_BITS[far]);
      if (distance > out.length) throw damaged();
      for (let i = 0; i < length; i++) out.push(out[out.length - distance]);
    }
    if (out.length > limit) throw damaged();
  }
}

function stored(bits, out, limit) {
  bits.align();
  const length = bits.number(16);
  if (bits.number(16) !== (length ^ 0xffff) || out.length + length > limit) throw damaged();
  for (let i = 0; i < length; i++) out.push(bits.number(8));
}

/**
 * What was compressed; throws `RangeError` when it is damaged, longer than `limit`, or does not end where `bytes` end.
 * @param {Uint8Array} bytes
 * @param {number} limit bytes
 */
export function inflated(bytes, limit) {
  const bits = new Bits(bytes);
  const out = [];
  let last = 0;
  while (!last) {
    last = bits.one();
    const kind = bits.number(2);
    if (kind === 0) stored(bits, out, limit);
    else if (kind === 1) compressed(bits, fixedCodes(), out, limit);
    else if (kind === 2) compressed(bits, writtenCodes(bits), out, limit);
    else throw damaged();
  }
  bits.align();
  if (bits.place !== 8 * bytes.length) throw damaged();
  return Uint8Array.from(out);
}
