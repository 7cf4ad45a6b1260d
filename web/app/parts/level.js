// The level meter: the last seconds as bars that wander to the left, or, where less motion is wanted, one bar that is drawn now and then.

const BAR = 4;
const GAP = 3;
const EVERY_MS = 60;
const EVERY_MS_CALM = 500;
const calm = matchMedia('(prefers-reduced-motion: reduce)');

let levels = [];
let loudest = 0;
let drawn = 0;

export function forgetLevels() {
  levels = [];
}

/** @param {HTMLCanvasElement | null} canvas absent while another view is open */
export function drawLevel(canvas, level, now = performance.now()) {
  loudest = Math.max(loudest, level);
  if (now - drawn < (calm.matches ? EVERY_MS_CALM : EVERY_MS)) {
    return;
  }
  levels.push(loudest);
  loudest = 0;
  drawn = now;
  if (canvas) {
    levels = levels.slice(-Math.floor(canvas.width / (BAR + GAP)));
    paint(canvas);
  }
}

function paint(canvas) {
  const pen = canvas.getContext('2d');
  const { width, height } = canvas;
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = getComputedStyle(canvas).color;
  if (calm.matches) {
    pen.fillRect(0, height / 3, Math.max(BAR, levels.at(-1) * width), height / 3);
    return;
  }
  levels.forEach((level, index) => {
    const tall = Math.max(BAR, level * height);
    pen.beginPath();
    pen.roundRect(width - (levels.length - index) * (BAR + GAP), (height - tall) / 2, BAR, tall, BAR / 2);
    pen.fill();
  });
}
