// The level meter: the last seconds as bars that move to the left, or, where the user prefers less motion, one bar that is drawn now and then.

const BAR = 4;
const GAP = 3;
const INTERVAL_MS = 60;
const REDUCED_INTERVAL_MS = 500;
const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');

let levels = [];
let peak = 0;
let drawnAt = 0;

export function resetLevels() {
  levels = [];
}

/** @param {HTMLCanvasElement | null} canvas absent while another view is open */
export function drawLevel(canvas, level, now = performance.now()) {
  peak = Math.max(peak, level);
  if (now - drawnAt < (reducedMotion.matches ? REDUCED_INTERVAL_MS : INTERVAL_MS)) {
    return;
  }
  levels.push(peak);
  peak = 0;
  drawnAt = now;
  if (canvas) {
    levels = levels.slice(-Math.floor(canvas.width / (BAR + GAP)));
    draw(canvas);
  }
}

function draw(canvas) {
  const context = canvas.getContext('2d');
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  context.fillStyle = getComputedStyle(canvas).color;
  if (reducedMotion.matches) {
    context.fillRect(0, height / 3, Math.max(BAR, levels.at(-1) * width), height / 3);
    return;
  }
  levels.forEach((level, index) => {
    const barHeight = Math.max(BAR, level * height);
    context.beginPath();
    context.roundRect(width - (levels.length - index) * (BAR + GAP), (height - barHeight) / 2, BAR, barHeight, BAR / 2);
    context.fill();
  });
}
