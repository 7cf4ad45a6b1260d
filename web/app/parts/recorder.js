// The record button, and what is around it while it records.
import { html, nothing, svg } from '../html.js';
import { clock } from '../format.js';
import { listen, Recording } from '../microphone.js';
import { changed } from '../store.js';
import { drawLevel, forgetLevels } from './level.js';

/** Seconds. What is longer is not discarded by one press. */
const SHORT = 10;

/** `sure`: whether Discard was pressed once, and waits for the second press. */
const now = { recording: null, asking: false, error: null, sure: false };

export const isRecording = () => now.recording !== null;

/** Seconds; null while nothing is recorded. */
export const recordingFor = () => now.recording?.seconds ?? null;

function press(done) {
  if (now.recording) {
    now.recording.stop();
  } else if (!now.asking) {
    start(done);
  }
}

async function start(done) {
  Object.assign(now, { asking: true, error: null });
  changed();
  try {
    const stream = await listen();
    try {
      now.recording = new Recording(stream, file => ended(file, done));
    } catch (error) {
      // The microphone is not to stay on for nothing.
      stream.getTracks().forEach(track => track.stop());
      throw error;
    }
    watch(now.recording);
  } catch (error) {
    now.error = error.message;
  }
  now.asking = false;
  changed();
}

function ended(file, done) {
  Object.assign(now, { recording: null, sure: false });
  changed();
  if (file) {
    done(file);
  }
}

/** Draws the level at each frame, and the page when another second is over. */
function watch(recording) {
  forgetLevels();
  let shown = 0;
  const frame = () => {
    if (!recording.running) {
      return;
    }
    drawLevel(document.getElementById('level'), recording.level());
    if (Math.floor(recording.seconds) !== shown) {
      shown = Math.floor(recording.seconds);
      changed();
    }
    requestAnimationFrame(frame);
  };
  frame();
}

const microphone = svg`<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5 11a7 7 0 0 0 14 0M12 18v3M8.5 21h7" fill="none" stroke="currentColor"
  stroke-width="1.8" stroke-linecap="round"/>`;
const square = svg`<rect x="6" y="6" width="12" height="12" rx="2.5"/>`;

function pauseOrResume() {
  const { recording } = now;
  if (recording.paused) {
    recording.resume();
  } else {
    recording.pause();
  }
  changed();
}

function discard(event) {
  if (now.recording.seconds <= SHORT || now.sure) {
    // A double click is one press.
    if (event.detail < 2) {
      now.recording.discard();
    }
    return;
  }
  now.sure = true;
  changed();
}

function keep() {
  now.sure = false;
  changed();
}

function beside() {
  const { recording } = now;
  if (!recording) {
    return html`<p class="soft small">Press, speak, and press again to get the text.</p><p class="error" role="alert">${now.error ?? nothing}</p>`;
  }
  return html`<canvas id="level" width="480" height="80" aria-hidden="true"></canvas>
    <div class="row"><span class="elapsed number" role="timer" aria-label="Recorded">${clock(recording.seconds)}</span>
      <button class="plain" @click=${pauseOrResume}>${recording.paused ? 'Resume' : 'Pause'}</button>
      <button class="danger" @click=${discard} @blur=${keep}>${now.sure ? 'Really discard?' : 'Discard'}</button></div>`;
}

function title() {
  if (now.asking) {
    return 'Waiting for the microphone';
  }
  return now.recording ? 'Stop and transcribe' : 'Record';
}

/** @param {(file: File) => void} done gets each recording; @param {boolean} locked whether none can begin */
export const recorder = (done, locked) => html`<div class="recorder ${now.recording ? 'on' : ''}">
  <button class="record ${now.recording && !now.recording.paused ? 'live' : ''}" aria-labelledby="record-title" ?disabled=${locked && !now.recording} @click=${() => press(done)}>
    <svg viewBox="0 0 24 24" width="36" height="36" fill="currentColor" aria-hidden="true">${now.recording ? square : microphone}</svg></button>
  <strong id="record-title">${title()}</strong>
  ${beside()}
</div>`;
