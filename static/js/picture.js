// QR codes in pictures that a person chose. The picture stays in the page.
import jsQR from "../vendor/jsqr/jsqr.js";

const SIDES = [1600, 1000, 600, 3000];

/** The first code in an image file that `fits` accepts, looked for at several sizes; null when there is none. */
export async function codeIn(file, fits = () => true) {
  const picture = await createImageBitmap(file);
  const canvas = document.createElement("canvas");
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  for (const side of SIDES) {
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = brush.getImageData(0, 0, canvas.width, canvas.height);
    const found = jsQR(data, width, height, { inversionAttempts: "dontInvert" });
    if (found?.data && fits(found.data)) return found.data;
  }
  return null;
}
