// What tells of work to somebody who looks elsewhere: the title of the tab, and a notification for who has asked for it.
import { html, nothing } from '../html.js';
import { percent } from '../format.js';
import { changed, state, tell } from '../store.js';
import { isOver, session, stateOf } from '../transcripts.js';

const KEPT = 'earshot.notify';

let wanted = localStorage.getItem(KEPT) === 'yes';
/** Transcripts that were seen at work. */
let working = new Set();
/** What has ended while nobody looked. */
let unseen = '';

const allowed = () => wanted && globalThis.Notification?.permission === 'granted';

async function toggle() {
  if (!allowed() && await Notification.requestPermission() !== 'granted') {
    tell('error', 'Notifications are not allowed for this page. Allow them beside the browser’s address bar.');
    return;
  }
  wanted = !allowed();
  localStorage.setItem(KEPT, wanted ? 'yes' : 'no');
  changed();
}

/** A button by which notifications are asked for; absent where the browser has none. */
export function bell() {
  if (!globalThis.Notification || !isSecureContext) {
    return nothing;
  }
  const on = allowed();
  return html`<button class="quiet bell" aria-pressed=${on} title=${on ? 'Notifies you when a transcript is done' : 'Notify me when a transcript is done'} aria-label="Notify me when a transcript is done" @click=${toggle}>
    <svg viewBox="0 0 24 24" width="20" height="20" fill=${on ? 'currentColor' : 'none'} stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" stroke-linecap="round" aria-hidden="true">
      <path d="M6 10a6 6 0 0 1 12 0c0 5 2 6 2 6H4s2-1 2-6M10 20h4"/></svg></button>`;
}

function ended(transcript) {
  const words = { completed: 'is done', failed: 'has failed', cancelled: 'was cancelled' }[stateOf(transcript)];
  if (!document.hidden || !words) {
    return;
  }
  unseen = `${transcript.name} ${words}`;
  if (allowed()) {
    try {
      new Notification(unseen, { tag: transcript.id, icon: '/favicon.svg' }).onclick = () => window.focus();
    } catch {
      // Some phones have them for installed pages only; the title tells it, too.
    }
  }
}

/** The tab's title: how far the work is, else what the view is called. Looked at whenever the page is drawn. */
export function titled(view) {
  const running = session.transcripts.filter(each => !isOver(each));
  [...working].filter(isOver).forEach(ended);
  working = new Set(running);
  unseen = document.hidden ? unseen : '';
  const parts = running.filter(each => stateOf(each) === 'running' && each.job.progress !== undefined);
  const share = parts.length ? `${percent(parts.reduce((sum, each) => sum + each.job.progress, 0) / parts.length)} – Earshot` : null;
  const title = share ?? `${unseen || (view ?? state.view)} – Earshot`;
  if (document.title !== title) {
    document.title = title;
  }
}

document.addEventListener('visibilitychange', changed);
