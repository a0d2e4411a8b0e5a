// Keeps the meeting page fresh: the four numbers every two seconds, the task list and the box when something changed.
const root = document.querySelector("[data-live-root]");
const stale = document.querySelector(".stale");
let misses = 0;

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(root.dataset.source, { headers: { "X-Poll": "1", Accept: "application/json" } });
    if (answer.status === 401) {
      // The session is over: the page that asks to sign in comes back here.
      location.reload();
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    const news = await answer.json();
    misses = 0;
    stale.hidden = true;
    for (const place of root.querySelectorAll("[data-figure]")) place.textContent = news[place.dataset.figure];
    if (news.pulse !== root.dataset.pulse) await renew();
  } catch {
    misses += 1;
    stale.hidden = misses < 3;
  }
}

// Takes the new task list and box out of the page as the server has it now, so that nothing scrolls away.
async function renew() {
  const answer = await fetch(location.href, { headers: { "X-Poll": "1", Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-live-root]");
  if (!fresh || fresh.dataset.source !== root.dataset.source) {
    location.reload();
    return;
  }
  const focused = document.activeElement?.getAttribute("href");
  for (const place of root.querySelectorAll("[data-live]")) {
    const next = fresh.querySelector(`[data-live="${place.dataset.live}"]`);
    if (next && next.innerHTML !== place.innerHTML) place.replaceChildren(...next.childNodes);
  }
  root.dataset.pulse = fresh.dataset.pulse;
  if (focused) [...root.querySelectorAll("a[href]")].find((link) => link.getAttribute("href") === focused)?.focus();
}

setInterval(refresh, 2000);
document.addEventListener("visibilitychange", refresh);
