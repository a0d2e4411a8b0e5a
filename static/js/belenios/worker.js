/**
 * Long work away from the page. Messages: to here `{id, task, args}`; from here `{id, progress}`, then `{id, result}` or
 * `{id, error}`.
 */
import { encrypt, tracker } from "./ballot.js";
import { readCiphertexts } from "./ciphertexts.js";
import { partialDecryption } from "./decryption.js";
import { parseElection } from "./election.js";
import { base, generators } from "./group.js";
import { reviewBeforeMixing, reviewBeforeOpening, reviewBox, reviewResult, reviewSetup } from "./review.js";
import { shuffle } from "./shuffle.js";
import { generateKey } from "./trustee.js";

const tasks = {
  encrypt({ election, credential, ints }) {
    const ballot = encrypt(parseElection(election), credential, ints);
    return { ballot, tracker: tracker(ballot) };
  },

  "review-setup": ({ archive, publicKey }) => reviewSetup(archive, publicKey),

  "review-box": ({ archive, ...known }, progress) => reviewBox(archive, known, progress),

  // Nothing is mixed that was not reviewed.
  shuffle({ archive, locked, publicKey }, progress) {
    const found = reviewBeforeMixing(archive, locked, publicKey, (share) => progress(0.5 * share));
    const items = readCiphertexts(found.ciphertexts);
    const done = (share) => progress(0.5 + 0.5 * share);
    return { ...found, shuffle: shuffle(parseElection(found.election), items, done) };
  },

  "review-opening": ({ archive, locked, publicKey, mixes, proofs }, progress) =>
    reviewBeforeOpening(archive, locked, publicKey, mixes, proofs, progress),

  decrypt({ election, ciphertexts, privateKey }, progress) {
    const items = readCiphertexts(ciphertexts);
    progress(0.1);
    const done = (share) => progress(0.1 + 0.9 * share);
    return partialDecryption(parseElection(election), items, privateKey, done);
  },

  "review-result": ({ archive, proofs, known }, progress) => reviewResult(archive, proofs, known, progress),

  "generate-key": () => generateKey(),

  warm({ election = null, count = 0 }) {
    base(2n);
    generators(count);
    if (election) parseElection(election);
    return {};
  },
};

self.onmessage = ({ data: { id, task, args } }) => {
  try {
    let told = 0;
    const progress = (share) => {
      if (share > told && (share - told >= 0.01 || share === 1)) self.postMessage({ id, progress: (told = share) });
    };
    self.postMessage({ id, result: tasks[task](args, progress) });
  } catch ({ name, message, check, where, why, code, group }) {
    self.postMessage({ id, error: { name, message, check, where, why, code, group } });
  }
};
