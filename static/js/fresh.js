// Keeps a page fresh: what is inside [data-pulse] is taken anew from the server whenever its pulse has changed.
const writing = () => ["INPUT", "TEXTAREA", "SELECT"].includes(document.activeElement?.tagName);

async function refresh() {
  // Nobody loses what is being typed.
  if (document.hidden || writing()) return;
  try {
    const answer = await fetch(location.href, { headers: { "X-Poll": "1", Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-pulse]");
    const root = document.querySelector("[data-pulse]");
    if (!fresh) location.reload();
    else if (fresh.dataset.pulse !== root.dataset.pulse) root.replaceWith(document.adoptNode(fresh));
  } catch {
    // The next try will tell.
  }
}

setInterval(refresh, 3000);
document.addEventListener("visibilitychange", refresh);
