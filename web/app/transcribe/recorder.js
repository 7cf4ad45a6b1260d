// The record button, and its controls while it records.
import { html, nothing, svg } from '../shared/html.js';
import { clock } from '../shared/format.js';
import { changed } from '../shared/store.js';
import { drawLevel, resetLevels } from './level-meter.js';
import { Recording, requestMicrophone } from './microphone.js';

/** A longer recording is discarded by a second press only. */
const SHORT_SECONDS = 10;

/** `requesting` while the browser asks the user for the microphone; `confirming` after the first press of Discard. */
const now = { recording: null, requesting: false, error: null, confirming: false };

export const isRecording = () => now.recording !== null;

/** Null while nothing is recorded. */
export const recordedSeconds = () => now.recording?.seconds ?? null;

function onRecordButton(onFile) {
  if (now.recording) {
    now.recording.stop();
  } else if (!now.requesting) {
    start(onFile);
  }
}

async function start(onFile) {
  Object.assign(now, { requesting: true, error: null });
  changed();
  try {
    const stream = await requestMicrophone();
    try {
      now.recording = new Recording(stream, file => onStop(file, onFile));
    } catch (error) {
      // The microphone must not stay open.
      stream.getTracks().forEach(track => track.stop());
      throw error;
    }
    draw(now.recording);
  } catch (error) {
    now.error = error.message;
  }
  now.requesting = false;
  changed();
}

function onStop(file, onFile) {
  Object.assign(now, { recording: null, confirming: false });
  changed();
  if (file) {
    onFile(file);
  }
}

/** Draws the level at each frame, and the page every second. */
function draw(recording) {
  resetLevels();
  let shownSeconds = 0;
  const frame = () => {
    if (!recording.running) {
      return;
    }
    drawLevel(document.getElementById('level'), recording.level());
    if (Math.floor(recording.seconds) !== shownSeconds) {
      shownSeconds = Math.floor(recording.seconds);
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

function onDiscard(event) {
  if (now.recording.seconds <= SHORT_SECONDS || now.confirming) {
    // A double click counts as one press.
    if (event.detail < 2) {
      now.recording.discard();
    }
    return;
  }
  now.confirming = true;
  changed();
}

function onDiscardBlur() {
  now.confirming = false;
  changed();
}

function controls() {
  const { recording } = now;
  if (!recording) {
    return html`<p class="soft small">Press, speak, and press again to get the text.</p><p class="error" role="alert">${now.error ?? nothing}</p>`;
  }
  return html`<canvas id="level" width="480" height="80" aria-hidden="true"></canvas>
    <div class="row"><span class="elapsed number" role="timer" aria-label="Recorded">${clock(recording.seconds)}</span>
      <button class="plain" @click=${pauseOrResume}>${recording.paused ? 'Resume' : 'Pause'}</button>
      <button class="danger" @click=${onDiscard} @blur=${onDiscardBlur}>${now.confirming ? 'Really discard?' : 'Discard'}</button></div>`;
}

function title() {
  if (now.requesting) {
    return 'Waiting for the microphone';
  }
  return now.recording ? 'Stop and transcribe' : 'Record';
}

/** @param {(file: File) => void} onFile receives each recording; @param {boolean} locked whether none can be started */
export const recorder = (onFile, locked) => html`<div class="recorder ${now.recording ? 'on' : ''}">
  <button class="record ${now.recording && !now.recording.paused ? 'live' : ''}" aria-labelledby="record-title" ?disabled=${locked && !now.recording} @click=${() => onRecordButton(onFile)}>
    <svg viewBox="0 0 24 24" width="36" height="36" fill="currentColor" aria-hidden="true">${now.recording ? square : microphone}</svg></button>
  <strong id="record-title">${title()}</strong>
  ${controls()}
</div>`;
