/** Ballots: encrypted answer, proof, signature (specification §4.11.2, §4.16, §4.17). */
import { secretExponent } from "./credentials.js";
import { dumps, fields, hashToScalar, list, loadsExact, proofOf, readProof, sha256Base64 } from "./encoding.js";
import { Invalid } from "./errors.js";
import { Point, base, encode, ofInts, point, power, powersPublic } from "./group.js";
import { randomScalar } from "./random.js";

const MAX_SIZE = 65536;

/** The smart ballot tracker of a ballot's exact text. */
export const tracker = (text) => sha256Base64(text);

const answerChallenge = (election, credential, alpha, beta, commitment) =>
  hashToScalar(
    `raweg|${election.fingerprint}|${credential}|${election.publicKey},${alpha},${beta}|${encode(commitment)}`,
  );

const signatureChallenge = (hash, commitment) => hashToScalar(`sig|${hash}|${encode(commitment)}`);

/**
 * The text of a ballot.
 * @param {object} election from `parseElection`
 * @param {string} credential the private one
 * @param {number[]} ints one for each answer; throws `RangeError` when they do not fit
 */
export function encrypt(election, credential, ints) {
  if (ints.length !== election.answers.length) {
    throw new RangeError(`${ints.length} integers for ${election.answers.length} answers`);
  }
  const secret = secretExponent(election.uuid, credential);
  const publicHalf = encode(base(secret));
  const [r, w, v] = [randomScalar(), randomScalar(), randomScalar()];
  const alpha = encode(base(r));
  const beta = encode(power(election.key, r).add(ofInts(ints)));
  const challenge = answerChallenge(election, publicHalf, alpha, beta, base(w));
  const value = {
    election_uuid: election.uuid,
    election_hash: election.fingerprint,
    credential: publicHalf,
    answers: [{ choices: { alpha, beta }, proof: proofOf(challenge, w - r * challenge) }],
  };
  const hash = sha256Base64(dumps(value));
  const signed = signatureChallenge(hash, base(v));
  return dumps({ ...value, signature: { hash, proof: proofOf(signed, v - secret * signed) } });
}

/**
 * Check one ballot completely; `listed` are the public credentials, null leaves that check to the caller.
 * Throws `Invalid` with one of ballot-size, ballot-form, ballot-election, ballot-credential, ballot-point,
 * ballot-proof, ballot-signature.
 */
export function checkBallot(election, text, listed = null, where = "") {
  const form = "ballot-form";
  if (text.length > MAX_SIZE) throw new Invalid("ballot-size", where, `larger than ${MAX_SIZE} bytes`);
  const value = loadsExact(text, form, where);
  const names = ["election_uuid", "election_hash", "credential", "answers", "signature"];
  const [uuid, fingerprint, credential, answers, signature] = fields(value, names, form, where);
  if (uuid !== election.uuid || fingerprint !== election.fingerprint) {
    throw new Invalid("ballot-election", where, "made for another election");
  }
  const [choices, proof] = fields(list(answers, 1, form, where)[0], ["choices", "proof"], form, where);
  const [alpha, beta] = fields(choices, ["alpha", "beta"], form, where);
  const [challenge, response] = readProof(proof, form, where);
  const [hash, signatureProof] = fields(signature, ["hash", "proof"], form, where);
  const [signedChallenge, signedResponse] = readProof(signatureProof, form, where);

  const key = point(credential, "ballot-point", where);
  if (listed && !listed.has(credential)) throw new Invalid("ballot-credential", where, "the card is not on the list");
  const alphaPoint = point(alpha, "ballot-point", where);
  point(beta, "ballot-point", where);
  const commitment = powersPublic([Point.BASE, alphaPoint], [response, challenge]);
  if (answerChallenge(election, credential, alpha, beta, commitment) !== challenge) {
    throw new Invalid("ballot-proof", where, "the proof of the encrypted answer does not hold");
  }
  const { signature: _, ...unsigned } = value;
  if (hash !== sha256Base64(dumps(unsigned))) {
    throw new Invalid("ballot-signature", where, "the signature is of another ballot");
  }
  const signer = powersPublic([Point.BASE, key], [signedResponse, signedChallenge]);
  if (signatureChallenge(hash, signer) !== signedChallenge) {
    throw new Invalid("ballot-signature", where, "the signature does not hold");
  }
  return { credential, alpha, beta, tracker: tracker(text) };
}
