// A recording from the microphone. Nothing here draws.
import { begin, forget, keep } from './kept.js';

const FORMATS = [['audio/webm;codecs=opus', 'webm'], ['audio/ogg;codecs=opus', 'ogg'], ['audio/mp4', 'm4a']];
const QUIETEST_DB = -60;

const REASONS = {
  NotAllowedError: 'The microphone is not allowed for this page. Allow it beside the browser’s address bar, then press record again.',
  NotFoundError: 'No microphone was found. Connect one, then press record again.',
  NotReadableError: 'The microphone cannot be used. Perhaps another program has it.'
};

/** Asks for the microphone. Fails with a sentence for the user. */
export async function listen() {
  if (!navigator.mediaDevices) {
    throw new Error('Browsers lend the microphone to pages over https or on localhost only. Open Earshot that way, or choose a file.');
  }
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (error) {
    throw new Error(REASONS[error.name] ?? `The microphone cannot be used: ${error.message}`);
  }
}

/** recording-2026-01-31-09-05.webm, in local time. */
function fileName(date, ending) {
  const two = number => String(number).padStart(2, '0');
  return `recording-${date.getFullYear()}-${[date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes()].map(two).join('-')}.${ending}`;
}

export class Recording {
  /** Fails with a sentence for the user. @param {(file: File | null) => void} done when it is stopped, also because the microphone went away; null where it was discarded */
  constructor(stream, done) {
    const [mimeType, ending] = FORMATS.find(([type]) => MediaRecorder.isTypeSupported(type)) ?? [undefined, 'webm'];
    const name = fileName(new Date(), ending);
    const pieces = [];
    const kept = begin();
    this.stream = stream;
    this.before = 0;
    this.since = performance.now();
    try {
      this.audio = new AudioContext();
      this.analyser = this.audio.createAnalyser();
      this.audio.createMediaStreamSource(stream).connect(this.analyser);
      this.samples = new Float32Array(this.analyser.fftSize);
      this.recorder = new MediaRecorder(stream, { mimeType });
      this.recorder.ondataavailable = event => {
        pieces.push(event.data);
        if (!this.discarded) {
          keep(kept, name, event.data);
        }
      };
      this.recorder.onstop = () => {
        this.release();
        if (this.discarded) {
          forget(kept);
        }
        done(this.discarded ? null : Object.assign(new File(pieces, name, { type: this.recorder.mimeType }), { kept }));
      };
      // In pieces, so that the browser can put a long recording on its disk.
      this.recorder.start(1000);
    } catch (error) {
      // Else the microphone would stay open, and the browser would say so.
      this.release();
      forget(kept);
      throw new Error(`This browser cannot record: ${error.message}`);
    }
  }

  get paused() {
    return this.recorder.state === 'paused';
  }

  get running() {
    return this.recorder.state !== 'inactive';
  }

  get seconds() {
    return (this.before + (this.paused ? 0 : performance.now() - this.since)) / 1000;
  }

  pause() {
    this.before += performance.now() - this.since;
    this.recorder.pause();
  }

  resume() {
    this.since = performance.now();
    this.recorder.resume();
  }

  stop() {
    this.recorder.stop();
  }

  discard() {
    this.discarded = true;
    this.recorder.stop();
  }

  /** How loud it is now, 0 to 1, as ears feel it: by decibels. */
  level() {
    if (this.paused) {
      return 0;
    }
    this.analyser.getFloatTimeDomainData(this.samples);
    const power = this.samples.reduce((sum, sample) => sum + sample * sample, 0) / this.samples.length;
    return power ? Math.min(1, Math.max(0, 1 - 10 * Math.log10(power) / QUIETEST_DB)) : 0;
  }

  release() {
    this.stream.getTracks().forEach(track => track.stop());
    this.audio?.close();
  }
}
