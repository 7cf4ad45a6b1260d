// A recording from the microphone. Nothing here draws.
import { deleteRecording, newRecording, storePiece } from './recording-store.js';

const FORMATS = [['audio/webm;codecs=opus', 'webm'], ['audio/ogg;codecs=opus', 'ogg'], ['audio/mp4', 'm4a']];
const QUIETEST_DB = -60;

const REASONS = {
  NotAllowedError: 'The microphone is not allowed for this page. Allow it beside the browser’s address bar, then press record again.',
  NotFoundError: 'No microphone was found. Connect one, then press record again.',
  NotReadableError: 'The microphone cannot be used. Perhaps another program has it.'
};

/** Fails with a message for the user. */
export async function requestMicrophone() {
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
function fileName(date, extension) {
  const two = number => String(number).padStart(2, '0');
  return `recording-${date.getFullYear()}-${[date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes()].map(two).join('-')}.${extension}`;
}

export class Recording {
  /**
   * Starts. Fails with a message for the user.
   *
   * @param {(file: File | null) => void} onStop also where the microphone was disconnected; null where the recording was discarded
   */
  constructor(stream, onStop) {
    const [mimeType, extension] = FORMATS.find(([type]) => MediaRecorder.isTypeSupported(type)) ?? [undefined, 'webm'];
    const name = fileName(new Date(), extension);
    const pieces = [];
    const recordingId = newRecording();
    this.stream = stream;
    this.recordedMs = 0;
    this.resumedAt = performance.now();
    try {
      this.audio = new AudioContext();
      this.analyser = this.audio.createAnalyser();
      this.audio.createMediaStreamSource(stream).connect(this.analyser);
      this.samples = new Float32Array(this.analyser.fftSize);
      this.recorder = new MediaRecorder(stream, { mimeType });
      this.recorder.ondataavailable = event => {
        pieces.push(event.data);
        if (!this.discarded) {
          storePiece(recordingId, name, event.data);
        }
      };
      this.recorder.onstop = () => {
        this.release();
        if (this.discarded) {
          deleteRecording(recordingId);
        }
        onStop(this.discarded ? null : Object.assign(new File(pieces, name, { type: this.recorder.mimeType }), { recordingId }));
      };
      // In pieces, so that the browser can move a long recording to its disk.
      this.recorder.start(1000);
    } catch (error) {
      // The microphone must not stay open, which the browser would show.
      this.release();
      deleteRecording(recordingId);
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
    return (this.recordedMs + (this.paused ? 0 : performance.now() - this.resumedAt)) / 1000;
  }

  pause() {
    this.recordedMs += performance.now() - this.resumedAt;
    this.recorder.pause();
  }

  resume() {
    this.resumedAt = performance.now();
    this.recorder.resume();
  }

  stop() {
    this.recorder.stop();
  }

  discard() {
    this.discarded = true;
    this.recorder.stop();
  }

  /** The current level from 0 to 1, on a decibel scale as ears perceive it. */
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
