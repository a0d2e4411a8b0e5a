// A form whose answer is a file that is handed out once: the file is saved, then the page goes on by itself.
// Heard at the document, since a page that keeps itself fresh may bring the form later.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-next]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button[type=submit]");
  if (button.disabled) return;
  button.disabled = true;
  button.textContent = form.dataset.busy;
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
  if (!answer) {
    button.textContent = form.dataset.lost;
    return;
  }
  if (answer.headers.get("Content-Type") !== "application/pdf") {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("main").replaceWith(page.querySelector("main"));
    dispatchEvent(new Event("main-replaced"));
    document.querySelector(".error-summary")?.focus();
    return;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = form.dataset.file;
  link.click();
  setTimeout(() => location.assign(form.dataset.next), 800);
});
