export { ed25519 } from "@noble/curves/ed25519.js";
export { normalizeZ, pippenger, mulAddUnsafe } from "@noble/curves/abstract/curve.js";
export { sha256 } from "@noble/hashes/sha2.js";
export { bytesToHex, hexToBytes, utf8ToBytes, concatBytes } from "@noble/hashes/utils.js";
