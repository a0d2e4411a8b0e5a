// Sending the encrypted ballot: again and again until there is a definite answer.
const PATIENCE = 15000;
const PAUSES = [1000, 2000, 4000, 5000];
/** What the staff has to see to before trying again can help: the deputy is told, and nothing else changes. */
const FOR_STAFF = ["disk_full", "mirror_away"];
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const csrf = () => document.querySelector("meta[name=csrf-token]").content;

/** One try: `{tracker}`, `{code, message, status}` when refused for good, or `{again}` with what stands in the way, if
 * the server says so, when it is to be tried again. */
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
    if (answer.status >= 500 || [408, 425, 429].includes(answer.status)) return { again: await obstacle(answer) };
    const said = await answer.json();
    return answer.ok ? { tracker: said.tracker } : { ...said, status: answer.status };
  } catch {
    return { again: "" };
  } finally {
    clearTimeout(timer);
  }
}

async function obstacle(answer) {
  const said = await answer.json().catch(() => ({}));
  return FOR_STAFF.includes(said.code) ? said.message : "";
}

/** Wait before the next try. */
export const pause = (tries) => sleep(PAUSES[Math.min(tries, PAUSES.length - 1)]);

/** Send until answered. The text never changes, so that the server takes it once however often it arrives.
 * `retrying` is told how often it went out, and the server's sentence when the staff has something to see to. */
export async function send(address, ballot, retrying) {
  for (let tries = 0; ; tries++) {
    const answer = await once(address, ballot);
    if (answer.again === undefined) return answer;
    retrying(tries + 1, answer.again);
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
