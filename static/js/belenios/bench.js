/** How fast this browser is; figures in the units their names end with. */
import { encrypt } from "./ballot.js";
import { fromPoints, readCiphertexts, wire } from "./ciphertexts.js";
import { partialDecryption } from "./decryption.js";
import { generate } from "./credentials.js";
import { dumps } from "./encoding.js";
import { parseElection } from "./election.js";
import { base, generators, power } from "./group.js";
import { packingFor } from "./packing.js";
import { randomBelow, randomScalars } from "./random.js";
import { checkShuffle, shuffle } from "./shuffle.js";
import { generateKey } from "./trustee.js";

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function timed(action) {
  const start = performance.now();
  const result = action();
  return [performance.now() - start, result];
}

function electionOf(key, candidates) {
  const packing = packingFor(candidates);
  const answers = packing.answers(Array.from({ length: candidates }, (_, i) => String(i + 1)));
  const text = dumps({
    version: 1, description: packing.sentence, name: "bench", group: "Ed25519", public_key: key.publicKey.public_key,
    questions: [{ type: "NonHomomorphic", value: { answers, question: "0 1 2" } }], uuid: "1".repeat(14),
  });
  return { election: parseElection(text), packing };
}

/**
 * Make a key, one ballot several times, and mix and decrypt `count` ballots of `candidates` candidates.
 * @returns {{ballot_ms: number, first_ballot_ms: number, generators_s: number, shuffle_s: number, decrypt_s: number,
 *   check_shuffle_s: number}} shuffle and decryption with reading and checking what comes in
 */
export function bench(count = 352, candidates = 12) {
  const key = generateKey();
  const { election, packing } = electionOf(key, candidates);
  const ballot = () => {
    const marks = Array.from({ length: candidates }, () => randomBelow(3));
    return timed(() => encrypt(election, generate(), packing.pack(marks)))[0];
  };
  const ballots = Array.from({ length: 11 }, ballot);
  const pairs = randomScalars(count).map((r) => [base(r), power(election.key, r)]);
  const tally = dumps(wire(fromPoints(pairs)));
  const [generatorsTime] = timed(() => generators(count));
  const [shuffleTime, text] = timed(() => shuffle(election, readCiphertexts(tally)));
  const [checkTime] = timed(() => checkShuffle(election, readCiphertexts(tally), text));
  const [decryptTime] = timed(() => partialDecryption(election, readCiphertexts(text), key.privateKey));
  return {
    ballot_ms: median(ballots),
    first_ballot_ms: ballots[0],
    generators_s: generatorsTime / 1000,
    shuffle_s: (shuffleTime + generatorsTime) / 1000,
    check_shuffle_s: checkTime / 1000,
    decrypt_s: decryptTime / 1000,
  };
}
