// A ballot that is encrypted and on its way. It survives a reload of the page; the choices, which are not in it, do not.
const KEY = "ballot-on-its-way";

/** The ballot that this deputy has on its way in this round, or null. Another deputy's is thrown away. */
export function pendingFor(round, deputy) {
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    // Something unreadable is worth nothing.
  }
  if (kept && kept.round === round && String(kept.deputy) === String(deputy)) return kept;
  forget();
  return null;
}

/** Keep the encrypted ballot until there is a definite answer. */
export function keep(pending) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(pending));
  } catch {
    // Without storage a reload starts anew; the server still takes one ballot only.
  }
}

/** There is an answer. */
export function forget() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}
