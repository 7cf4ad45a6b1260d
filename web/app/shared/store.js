// All that the page knows, in one object. Whoever changes it calls `changed()`; the page is then redrawn, at most once a frame.

export const state = {
  /** The view that is shown: 'transcribe', 'transcript', 'jobs', 'models', 'machine' or 'settings'. */
  view: 'transcribe',
  /** The id of the job that the view shows, or null. */
  item: null,
  /** Of the event bus: 'connecting', 'open' or 'lost'. */
  connection: 'connecting',
  /** When the event bus was disconnected, in milliseconds since 1970; 0 while it never was. */
  lostAt: 0,
  /** Whether the service requires an API key that it has not been given. */
  locked: false,
  /** Jobs by id, as GET /api/jobs and earshot.jobs.changed report them; children too. */
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
  /** The last earshot.system.pressure; null while the level is normal. */
  pressure: null,
  /** GET /api/updates/status, or null. */
  update: null,
  /** The level whose banner was dismissed. */
  dismissedLevel: null,
  /** {id, kind: 'error' | 'done', text, action: {label, run} or undefined}. */
  toasts: [],
  version: null
};

let render = () => {};
let pending = false;

/** @param {() => void} renderPage draws the whole page */
export function renderWith(renderPage) {
  render = renderPage;
}

/** Redraws the page before the next frame. */
export function changed() {
  if (!pending) {
    pending = true;
    requestAnimationFrame(() => {
      pending = false;
      render();
    });
  }
}

let toasts = 0;

const TOAST_MS = 5000;
/** What can be undone stays longer. */
const TOAST_WITH_ACTION_MS = 12000;

/**
 * Shows a message: for some seconds, or, where it is an error, until it is dismissed.
 *
 * @param [action] {label, run}: a button beside it, such as Undo
 */
export function showToast(kind, text, action) {
  const toast = { id: ++toasts, kind, text, action };
  // A repeated message replaces the first one, so that errors do not pile up.
  state.toasts = [...state.toasts.filter(each => each.text !== text), toast];
  changed();
  if (kind !== 'error') {
    setTimeout(() => dismissToast(toast.id), action ? TOAST_WITH_ACTION_MS : TOAST_MS);
  }
}

export function dismissToast(id) {
  state.toasts = state.toasts.filter(toast => toast.id !== id);
  changed();
}

export function setting(key) {
  return state.settings?.find(each => each.key === key);
}
