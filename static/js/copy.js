// Buttons that copy the hash beside them.
function copyOldWay(text) {
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

/** Pages of a plain HTTP server have no clipboard of the new kind, and a browser may refuse it. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyOldWay(text);
  }
}

for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  const word = button.textContent;
  button.addEventListener("click", async () => {
    await copy(button.parentElement.querySelector("code").textContent.trim());
    button.textContent = button.dataset.done;
    button.focus();
    setTimeout(() => (button.textContent = word), 2000);
  });
}
