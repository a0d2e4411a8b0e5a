/** How fast this browser is; figures in the units their names end with. */
import { checkBallot, encrypt } from "./ballot.js";
import { fromPoints, readCiphertexts, wire } from "./ciphertexts.js";
import { checkPartial, openedPoints, partialDecryption } from "./decryption.js";
import { generate } from "./credentials.js";
import { dumps } from "./encoding.js";
import { parseElection } from "./election.js";
import { base, exactInts, generators, ofInts, power } from "./group.js";
import { checkOpening } from "./opening.js";
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
 * Make a key, one ballot several times; mix, decrypt and open `count` ballots of `candidates` candidates, and check each
 * step as a scrutineer's browser does.
 * @returns {{ballot_ms: number, first_ballot_ms: number, check_ballot_ms: number, generators_s: number,
 *   shuffle_s: number, check_shuffle_s: number, decrypt_s: number, check_decrypt_s: number, open_s: number}} with
 *   reading and checking what comes in
 */
export function bench(count = 352, candidates = 12) {
  const key = generateKey();
  const { election, packing } = electionOf(key, candidates);
  const marks = () => packing.pack(Array.from({ length: candidates }, () => randomBelow(3)));
  const ballots = Array.from({ length: 11 }, () => timed(() => encrypt(election, generate(), marks())));
  const checks = ballots.map(([, ballot]) => timed(() => checkBallot(election, ballot))[0]);
  const pairs = randomScalars(count).map((r) => [base(r), power(election.key, r).add(ofInts(marks()))]);
  const tally = dumps(wire(fromPoints(pairs)));
  const [generatorsTime] = timed(() => generators(count));
  const [shuffleTime, text] = timed(() => shuffle(election, readCiphertexts(tally)));
  const [checkTime, items] = timed(() => checkShuffle(election, readCiphertexts(tally), text));
  const [decryptTime, share] = timed(() => partialDecryption(election, readCiphertexts(text), key.privateKey));
  const [checkDecryptTime, factors] = timed(() => {
    const found = checkPartial(election, items, election.publicKey, share.decryption);
    checkOpening(election, items, found, election.publicKey, share.proof);
    return found;
  });
  const [openTime] = timed(() => openedPoints(items, [factors]).map((one) => exactInts(one, election.answers.length)));
  return {
    ballot_ms: median(ballots.map(([time]) => time)),
    first_ballot_ms: ballots[0][0],
    check_ballot_ms: median(checks),
    generators_s: generatorsTime / 1000,
    shuffle_s: (shuffleTime + generatorsTime) / 1000,
    check_shuffle_s: checkTime / 1000,
    decrypt_s: decryptTime / 1000,
    check_decrypt_s: checkDecryptTime / 1000,
    open_s: openTime / 1000,
  };
}
