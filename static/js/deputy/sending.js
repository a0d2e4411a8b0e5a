// Sending the encrypted ballot: again and again until there is a definite answer.
const PATIENCE = 15000;
const PAUSES = [1000, 2000, 4000, 5000];
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const csrf = () => document.querySelector("meta[name=csrf-token]").content;

/** One try: `{tracker}`, `{code, message, status}` when refused for good, or null when it is to be tried again. */
async function once(address, ballot) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), PATIENCE);
  try {
    const answer = await fetch(address, {
      method: "POST",
      body: ballot,
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf() },
      signal: giveUp.signal,
    });
    if (answer.status >= 500 || [408, 425, 429].includes(answer.status)) return null;
    const said = await answer.json();
    return answer.ok ? { tracker: said.tracker } : { ...said, status: answer.status };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** Wait before the next try. */
export const pause = (tries) => sleep(PAUSES[Math.min(tries, PAUSES.length - 1)]);

/** Send until answered. The text never changes, so that the server takes it once however often it arrives. */
export async function send(address, ballot, retrying) {
  for (let tries = 0; ; tries++) {
    const answer = await once(address, ballot);
    if (answer) return answer;
    retrying(tries + 1);
    await pause(tries);
  }
}

/** GET until answered; `read` takes the answer apart. Throws the answer when it is refused. */
export async function load(address, read, retrying) {
  for (let tries = 0; ; tries++) {
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (answer.ok) return await read(answer);
      if (answer.status < 500 && answer.status !== 429) throw answer;
    } catch (problem) {
      if (problem instanceof Response) throw problem;
    }
    retrying();
    await pause(tries);
  }
}

/** Sign out, also over a bad connection, and show the sign-in page; nothing of this page stays in the history. */
export async function leave(form, word) {
  const main = document.querySelector("main");
  main.hidden = true;
  const said = document.createElement("p");
  said.className = "signing-out";
  said.setAttribute("role", "status");
  said.textContent = word;
  main.after(said);
  for (let tries = 0; ; tries++) {
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
      location.replace(answer.redirected ? answer.url : form.dataset.then);
      return;
    } catch {
      await pause(tries);
    }
  }
}
