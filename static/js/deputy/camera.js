// Reads one QR code with the tablet's camera. Pictures stay in the page; nothing is recorded or sent.
import jsQR from "../../vendor/jsqr/jsqr.js";

const WIDTH = 640;

/** Why the camera cannot be used: `insecure`, `none`, or null when nothing speaks against it. */
export function hindrance() {
  if (!window.isSecureContext) return "insecure";
  return navigator.mediaDevices?.getUserMedia ? null : "none";
}

/**
 * Wire a button to the camera. `found(text)` is called with each code that is seen and answers whether it will do; then
 * the camera stops. Without a camera the page says why.
 */
export function setUpCamera(button, found) {
  const box = document.querySelector("#camera");
  const video = document.querySelector("#camera-picture");
  const why = document.querySelector("#camera-why");
  const canvas = document.createElement("canvas");
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  let stream = null;

  const explain = (reason) => {
    why.textContent = why.dataset[reason];
    why.hidden = false;
  };
  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.srcObject = null;
    box.hidden = true;
    button.disabled = false;
  };
  const look = () => {
    if (!stream) return;
    if (video.readyState >= video.HAVE_CURRENT_DATA && video.videoWidth) {
      canvas.width = Math.min(WIDTH, video.videoWidth);
      canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth);
      brush.drawImage(video, 0, 0, canvas.width, canvas.height);
      const { data, width, height } = brush.getImageData(0, 0, canvas.width, canvas.height);
      const code = jsQR(data, width, height, { inversionAttempts: "dontInvert" });
      if (code?.data && found(code.data)) {
        stop();
        return;
      }
    }
    setTimeout(look, 120);
  };
  const start = async () => {
    why.hidden = true;
    button.disabled = true;
    try {
      const wish = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 960 } };
      stream = await navigator.mediaDevices.getUserMedia({ video: wish, audio: false });
    } catch (error) {
      button.disabled = false;
      explain(error.name === "NotAllowedError" ? "denied" : "none");
      return;
    }
    video.srcObject = stream;
    box.hidden = false;
    await video.play();
    look();
  };

  const reason = hindrance();
  if (reason) {
    explain(reason);
    return { stop };
  }
  button.hidden = false;
  button.addEventListener("click", start);
  document.querySelector("#camera-stop").addEventListener("click", stop);
  addEventListener("pagehide", stop);
  return { stop };
}
