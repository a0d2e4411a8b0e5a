// The waiting page: asks now and then whether the vote is open, and turns by itself.
import { pendingFor } from "./pending.js";

const hall = document.querySelector("#hall");
const word = document.querySelector("#waiting-word");
const { source, state, round, deputy, voted, present, booth } = hall.dataset;
// Tablets ask at different moments, so that a hall of them does not ask all at once.
const pause = () => 3000 + Math.random() * 2000;

// The tag of the last news is kept here and not in the browser's cache, where it would outlive the deputy's sign-in.
let tag = null;

async function ask() {
  try {
    const known = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(source, { headers: { "X-Poll": "1", Accept: "application/json", ...known } });
    if (answer.status === 304) {
      if (word) word.textContent = word.dataset.calm;
      setTimeout(ask, pause());
      return;
    }
    if (answer.status === 401) {
      location.reload();
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    tag = answer.headers.get("ETag");
    const news = await answer.json();
    if (word) word.textContent = word.dataset.calm;
    if (news.state === "open" && news.signed_in && !news.voted && (state !== "open" || news.round !== round)) {
      // The round may be another one than this page was made for: its booth is beside this one's.
      location.assign(booth.replace(round, news.round));
      return;
    }
    if (news.state !== state || news.round !== round || news.voted !== Boolean(voted)) {
      location.reload();
      return;
    }
  } catch {
    if (word) word.textContent = word.dataset.lost;
  }
  setTimeout(ask, pause());
}

if (!voted && pendingFor(round, deputy)) {
  location.replace(`${booth}?resume=1`);
} else if (present) {
  setTimeout(ask, pause());
}
