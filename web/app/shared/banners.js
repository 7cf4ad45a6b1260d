// What the user must know whichever view is open: memory pressure, a lost connection, a missing key; and the toasts.
import { html, nothing, repeat } from './html.js';
import { apiKey, attempt, contact, saveApiKey } from './api.js';
import { changed, dismissToast, showToast, state } from './store.js';
import { bus, synchronize } from './sync.js';
import { updateBanner } from './update-banner.js';

/** Shorter interruptions of the connection are not shown. */
const GRACE_MS = 1500;

/** Where the page was opened after the event that would have brought the advice. */
const ADVICE = {
  warning: 'Idle models are unloaded early. Close programs that are not needed, or use a smaller model.',
  critical: 'Idle models are unloaded at once and batch work waits. Close programs that are not needed, use a smaller model, or add memory.'
};
const TITLES = { warning: 'Memory is running short', critical: 'Memory is nearly used up' };

/** Since when the service has been silent; null while it is not. */
let silentSince = null;
let wasLost = false;

const advice = now => now.advice ?? ADVICE[now.level];

/** The level is that of the last change; the figures are current. */
function pressure() {
  const { pressure: now, dismissedLevel, reading } = state;
  if (!now || dismissedLevel === now.level) {
    return nothing;
  }
  const figures = reading?.system ?? now;
  return html`<section class="banner ${now.level}" aria-label=${TITLES[now.level]}>
    <div><strong>${TITLES[now.level]}</strong>
      <span class="figures">${Math.round(figures.percent)} % in use, ${figures.available_gb.toFixed(1)} GB of ${figures.total_gb.toFixed(1)} GB left</span>
      <p>${advice(now)}</p></div>
    <button class="quiet" aria-label="Dismiss: ${TITLES[now.level]}" @click=${() => { state.dismissedLevel = now.level; changed(); document.getElementById('main').focus({ preventScroll: true }); }}>×</button>
  </section>`;
}

/** The socket is the first to notice that the service is silent; any answer to a request proves the opposite, until the next request fails. */
function isLost() {
  const silent = state.connection === 'lost' && (contact.answeredAt < Math.max(contact.failedAt, state.lostAt) || !contact.answeredAt);
  const lost = silentSince !== null && Date.now() - silentSince > GRACE_MS;
  if (silent) {
    silentSince ??= Date.now();
  } else {
    wasLost ||= lost;
    silentSince = null;
  }
  return silent && lost && !state.locked;
}

const connection = () => html`<section class="banner lost" aria-label="Connection"><div><strong>Connection lost</strong>
  <span class="figures">Trying to reach the service; what is shown may be out of date.</span></div>
  <button class="small plain" @click=${() => bus.reconnect()}>Try now</button></section>`;

function lock() {
  if (!state.locked) {
    return nothing;
  }
  const unlock = async event => {
    event.preventDefault();
    const key = new FormData(event.target).get('key').trim();
    if (!/^[\x21-\x7e]+$/.test(key)) {
      showToast('error', 'An API key has letters, digits and signs, and no spaces. Check what was pasted.');
      return;
    }
    saveApiKey(key);
    await attempt(synchronize);
    if (!state.locked) {
      bus.reconnect();
    }
  };
  return html`<section class="banner lock" aria-label="API key"><form @submit=${unlock}><label for="api-key"><strong>Enter the API key to begin</strong></label>
    <input id="api-key" name="key" type="password" autocomplete="current-password" required aria-describedby="api-key-wrong"><button>Unlock</button>
    <span id="api-key-wrong" class="error" role="status">${apiKey() ? 'This key is not one of the service’s keys.' : ''}</span></form></section>`;
}

/** For screen readers, once per change: figures that move would be read out again and again. */
function announcements(lost) {
  const now = state.pressure;
  const text = now ? `${TITLES[now.level]}: ${Math.round(now.percent)} % in use. ${advice(now)}` : '';
  const link = lost ? 'Connection lost. Trying to reach the service.' : wasLost ? 'Connected again.' : '';
  return html`<div class="hidden" role="alert">${now?.level === 'critical' ? text : ''}</div>
    <div class="hidden" role="status"><p>${now?.level === 'warning' ? text : ''}</p><p>${link}</p></div>`;
}

export function banners() {
  const lost = isLost();
  return html`<div class="banners">${announcements(lost)}${lost ? connection() : nothing}${lock()}${pressure()}${updateBanner()}</div>`;
}

export const toasts = () => html`<div class="toasts" role="status" aria-live="polite">${repeat(state.toasts, toast => toast.id, toast =>
  html`<div class="toast ${toast.kind}" role=${toast.kind === 'error' ? 'alert' : nothing}><span class="grow">${toast.text}</span>${toast.action
    ? html`<button class="plain small" @click=${() => { dismissToast(toast.id); toast.action.run(); }}>${toast.action.label}</button>` : nothing}<button class="quiet" aria-label="Dismiss: ${toast.text}" @click=${() => dismissToast(toast.id)}>×</button></div>`)}</div>`;
