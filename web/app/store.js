// All that the page knows, in one object. Whoever changes it says so by `changed()`; then everything is drawn anew, at most once a frame.

export const state = {
  /** The view that is shown: 'transcribe', 'transcript', 'jobs', 'models', 'machine' or 'settings'. */
  view: 'transcribe',
  /** What the view is of: the job whose transcript is shown, or null. */
  of: null,
  /** Of the event bus: 'connecting', 'open' or 'lost'. */
  connection: 'connecting',
  /** When the connection of the event bus was lost, in milliseconds since 1970; 0 while it never was. */
  lostAt: 0,
  /** Whether the service wants an API key that it has not got yet. */
  locked: false,
  /** Jobs by id, as GET /api/jobs and earshot.jobs.changed tell them; children too. */
  jobs: new Map(),
  /** GET /api/models: {models, recommended}. */
  models: null,
  /** GET /api/ps: a list. */
  residents: [],
  /** The newest first, at most 200. */
  decisions: [],
  /** GET /api/system/memory, or null. */
  reading: null,
  /** The last 15 minutes: {at, percent, used_gb, service_mb, engine_mb, cpu_percent, engine_percent}, the oldest first. */
  history: [],
  /** GET /api/settings: a list; `notice` beside it. */
  settings: null,
  settingsNotice: null,
  /** earshot.system.pressure, the last one; null while all is well. */
  pressure: null,
  /** The level whose banner was dismissed. */
  dismissed: null,
  /** What is said to the user: {id, kind: 'error' | 'done', text, action: {word, run} or undefined}. */
  toasts: [],
  version: null
};

let draw = () => {};
let due = false;

/** @param {() => void} how to draw the whole page */
export function drawBy(how) {
  draw = how;
}

/** Something is different: the page is drawn before the next frame. */
export function changed() {
  if (!due) {
    due = true;
    requestAnimationFrame(() => {
      due = false;
      draw();
    });
  }
}

let toasts = 0;

/** Milliseconds. What can be taken back stays longer. */
const SHOWN = 5000;
const SHOWN_WITH_ACTION = 12000;

/**
 * Tells the user something: what is done for some seconds, an error until it is dismissed.
 *
 * @param [action] {word, run}: a button beside it, such as Undo
 */
export function tell(kind, text, action) {
  const toast = { id: ++toasts, kind, text, action };
  // What is told again takes the place of what was told, so that errors do not pile up.
  state.toasts = [...state.toasts.filter(each => each.text !== text), toast];
  changed();
  if (kind !== 'error') {
    setTimeout(() => hush(toast.id), action ? SHOWN_WITH_ACTION : SHOWN);
  }
}

export function hush(id) {
  state.toasts = state.toasts.filter(toast => toast.id !== id);
  changed();
}

/** A job as it is told now. What is not told any more is gone, such as the error of one that goes on; text, segments and log are told on request only. */
export const newer = (known, job) => ({
  ...job, text: job.text ?? known?.text, segments: job.segments ?? known?.segments, log: job.log ?? known?.log, transfer: job.transfer ?? known?.transfer,
  duration: job.duration ?? known?.duration
});

export function setting(key) {
  return state.settings?.find(each => each.key === key);
}
