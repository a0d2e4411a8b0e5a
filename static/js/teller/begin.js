// The code of a sheet, by camera; a scanner that types like a keyboard needs no script.
import { setUpCamera } from "../deputy/camera.js";

const form = document.querySelector("#begin");

setUpCamera(document.querySelector("#scan"), (text) => {
  document.querySelector("#code").value = text;
  form.requestSubmit();
  return true;
});
