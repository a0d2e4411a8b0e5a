// Which mixes this device has handed in: their hashes, which are no secret, so that it knows its own in the archive.
const place = (round) => `mixes:${round}`;

/** The hashes for this round; none when the browser keeps nothing. */
export function remembered(round) {
  try {
    return JSON.parse(localStorage.getItem(place(round))) ?? [];
  } catch {
    return [];
  }
}

function keep(round, hashes) {
  try {
    localStorage.setItem(place(round), JSON.stringify(hashes));
  } catch {
    // A browser that keeps nothing: the page asks the person instead.
  }
}

/** Note a mix before it is sent. */
export const remember = (round, hash) => keep(round, [...remembered(round), hash]);

/** A mix that was not needed: another window was quicker. */
export const forget = (round, hash) => keep(round, remembered(round).filter((one) => one !== hash));
