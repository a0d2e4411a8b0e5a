// Keeps the four numbers of the hall screen fresh, and what goes on; a change of state loads the page anew, the next round is followed.
const box = document.querySelector("[data-source]");

async function refresh() {
  try {
    const answer = await fetch(box.dataset.source, { headers: { "X-Poll": "1" } });
    if (!answer.ok) return;
    const news = await answer.json();
    if (news.following) {
      // The next round of the same vote has its own screen, beside this one.
      location.assign(location.href.replace(box.dataset.round, news.following));
      return;
    }
    if (news.state !== box.dataset.state || news.stopped !== Boolean(box.dataset.stopped)) {
      location.reload();
      return;
    }
    for (const place of box.querySelectorAll("[data-figure]")) {
      place.textContent = news[place.dataset.figure];
    }
    const word = box.querySelector(".stage-word");
    if (word && word.textContent !== news.word) word.textContent = news.word;
    for (const line of box.querySelectorAll("[data-unless-zero]")) {
      line.hidden = !news[line.dataset.unlessZero];
    }
  } catch {
    // The next try follows; an old number is better than none.
  }
}

setInterval(refresh, 2000);
