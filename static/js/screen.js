// Keeps the four numbers of the hall screen fresh; a change of state loads the page anew.
const box = document.querySelector("[data-source]");

async function refresh() {
  try {
    const answer = await fetch(box.dataset.source, { headers: { "X-Poll": "1" } });
    if (!answer.ok) return;
    const news = await answer.json();
    if (news.state !== box.dataset.state) {
      location.reload();
      return;
    }
    for (const place of box.querySelectorAll("[data-figure]")) {
      place.textContent = news[place.dataset.figure];
    }
  } catch {
    // The next try follows; an old number is better than none.
  }
}

setInterval(refresh, 2000);
