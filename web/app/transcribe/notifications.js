// Progress for users who look at another tab: its title, and a notification where it is enabled.
import { html, nothing } from '../shared/html.js';
import { percent } from '../shared/format.js';
import { changed, showToast } from '../shared/store.js';
import { isOver, session, stateOf } from './transcripts.js';

const KEY = 'earshot.notify';

let enabled = localStorage.getItem(KEY) === 'yes';
/** The transcripts that had not ended when the page was last drawn. */
let active = new Set();
/** What ended last while the tab was hidden. */
let unseen = '';

const isOn = () => enabled && globalThis.Notification?.permission === 'granted';

async function toggle() {
  if (!isOn() && await Notification.requestPermission() !== 'granted') {
    showToast('error', 'Notifications are not allowed for this page. Allow them beside the browser’s address bar.');
    return;
  }
  enabled = !isOn();
  localStorage.setItem(KEY, enabled ? 'yes' : 'no');
  changed();
}

/** A button that turns notifications on and off; nothing where the browser has none. */
export function notificationButton() {
  if (!globalThis.Notification || !isSecureContext) {
    return nothing;
  }
  const on = isOn();
  return html`<button class="quiet bell" aria-pressed=${on} title=${on ? 'Notifies you when a transcript is done' : 'Notify me when a transcript is done'} aria-label="Notify me when a transcript is done" @click=${toggle}>
    <svg viewBox="0 0 24 24" width="20" height="20" fill=${on ? 'currentColor' : 'none'} stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" stroke-linecap="round" aria-hidden="true">
      <path d="M6 10a6 6 0 0 1 12 0c0 5 2 6 2 6H4s2-1 2-6M10 20h4"/></svg></button>`;
}

function onEnd(transcript) {
  const outcome = { completed: 'is done', failed: 'has failed', cancelled: 'was cancelled' }[stateOf(transcript)];
  if (!document.hidden || !outcome) {
    return;
  }
  unseen = `${transcript.name} ${outcome}`;
  if (isOn()) {
    try {
      new Notification(unseen, { tag: transcript.id, icon: '/favicon.svg' }).onclick = () => window.focus();
    } catch {
      // Some phones allow them for installed pages only; the title shows it, too.
    }
  }
}

/** Sets the title of the tab, whenever the page is drawn: the progress of the work, or else the title of the view. */
export function updateTitle(viewTitle) {
  const running = session.transcripts.filter(each => !isOver(each));
  [...active].filter(isOver).forEach(onEnd);
  active = new Set(running);
  unseen = document.hidden ? unseen : '';
  const measured = running.filter(each => stateOf(each) === 'running' && each.job.progress !== undefined);
  const progress = measured.length ? `${percent(measured.reduce((sum, each) => sum + each.job.progress, 0) / measured.length)} – Earshot` : null;
  const title = progress ?? `${unseen || viewTitle} – Earshot`;
  if (document.title !== title) {
    document.title = title;
  }
}

document.addEventListener('visibilitychange', changed);
