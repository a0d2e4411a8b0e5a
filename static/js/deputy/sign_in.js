// Signing in by pass: its QR code holds the token, or a link to this page with the token after the #.
import { setUpCamera } from "./camera.js";

const form = document.querySelector("#pass-form");
const TOKEN = /^[A-Za-z0-9_-]{16,64}$/;

function use(text) {
  const token = text.includes("#") ? text.slice(text.indexOf("#") + 1) : text.trim();
  if (!TOKEN.test(token)) return false;
  form.elements.token.value = token;
  form.submit();
  return true;
}

setUpCamera(document.querySelector("#scan"), use);
if (location.hash.length > 1) {
  const text = location.hash;
  // The token leaves the address at once: it shall not stay in the history of a shared tablet.
  history.replaceState(null, "", location.pathname);
  use(text);
}
