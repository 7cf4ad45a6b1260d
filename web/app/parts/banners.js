// What the user must know whatever view is open: memory that runs short, a lost connection, a key that is wanted.
import { html, nothing, repeat } from '../html.js';
import { attempt, contact, key, useKey } from '../api.js';
import { bus, refresh } from '../live.js';
import { changed, hush, state, tell } from '../store.js';

/** Shorter breaks of the connection are mended in silence. */
const PATIENCE = 1500;

/** What can be done, where the page came too late for what the service said of it. */
const ADVICE = {
  warning: 'Idle models are unloaded early. Close programs that are not needed, or use a smaller model.',
  critical: 'Idle models are unloaded at once and batch work waits. Close programs that are not needed, use a smaller model, or add memory.'
};
const TITLES = { warning: 'Memory is running short', critical: 'Memory is nearly used up' };

/** Since when nothing is heard of the service; null while something is. */
let lost = null;
let wasLost = false;

const advice = now => now.advice ?? ADVICE[now.level];

/** The level is of the last change, the figures are of now. */
function pressure() {
  const { pressure: now, dismissed, reading } = state;
  if (!now || dismissed === now.level) {
    return nothing;
  }
  const figures = reading?.system ?? now;
  return html`<section class="banner ${now.level}" aria-label=${TITLES[now.level]}>
    <div><strong>${TITLES[now.level]}</strong>
      <span class="figures">${Math.round(figures.percent)} % in use, ${figures.available_gb.toFixed(1)} GB of ${figures.total_gb.toFixed(1)} GB left</span>
      <p>${advice(now)}</p></div>
    <button class="quiet" aria-label="Dismiss: ${TITLES[now.level]}" @click=${() => { state.dismissed = now.level; changed(); document.getElementById('main').focus({ preventScroll: true }); }}>×</button>
  </section>`;
}

/** The socket is the first to tell that nothing is heard; any answer tells the opposite, until the next one fails to come. */
function isLost() {
  const silent = state.connection === 'lost' && (contact.answered < Math.max(contact.failed, state.lostAt) || !contact.answered);
  if (silent) {
    lost ??= Date.now();
  } else {
    wasLost ||= lost !== null && Date.now() - lost > PATIENCE;
    lost = null;
  }
  return lost !== null && Date.now() - lost > PATIENCE && !state.locked;
}

const connection = () => html`<section class="banner lost" aria-label="Connection"><div><strong>Connection lost</strong>
  <span class="figures">Trying to reach the service; what is shown may be out of date.</span></div>
  <button class="small plain" @click=${() => bus.hurry()}>Try now</button></section>`;

function lock() {
  if (!state.locked) {
    return nothing;
  }
  const unlock = async event => {
    event.preventDefault();
    const given = new FormData(event.target).get('key').trim();
    if (!/^[\x21-\x7e]+$/.test(given)) {
      tell('error', 'An API key has letters, digits and signs, and no spaces. Check what was pasted.');
      return;
    }
    useKey(given);
    await attempt(refresh);
    if (!state.locked) {
      bus.hurry();
    }
  };
  return html`<section class="banner lock" aria-label="API key"><form @submit=${unlock}><label for="api-key"><strong>Enter the API key to begin</strong></label>
    <input id="api-key" name="key" type="password" autocomplete="current-password" required aria-describedby="api-key-wrong"><button>Unlock</button>
    <span id="api-key-wrong" class="error" role="status">${key() ? 'This key is not one of the service’s keys.' : ''}</span></form></section>`;
}

/** Told to screen readers once a change: figures that move would be read out again and again. */
function spoken(gone) {
  const now = state.pressure;
  const text = now ? `${TITLES[now.level]}: ${Math.round(now.percent)} % in use. ${advice(now)}` : '';
  const link = gone ? 'Connection lost. Trying to reach the service.' : wasLost ? 'Connected again.' : '';
  return html`<div class="hidden" role="alert">${now?.level === 'critical' ? text : ''}</div>
    <div class="hidden" role="status"><p>${now?.level === 'warning' ? text : ''}</p><p>${link}</p></div>`;
}

export function banners() {
  const gone = isLost();
  return html`<div class="banners">${spoken(gone)}${gone ? connection() : nothing}${lock()}${pressure()}</div>`;
}

export const toasts = () => html`<div class="toasts" role="status" aria-live="polite">${repeat(state.toasts, toast => toast.id, toast =>
  html`<div class="toast ${toast.kind}" role=${toast.kind === 'error' ? 'alert' : nothing}><span class="grow">${toast.text}</span>${toast.action
    ? html`<button class="plain small" @click=${() => { hush(toast.id); toast.action.run(); }}>${toast.action.word}</button>` : nothing}<button class="quiet" aria-label="Dismiss: ${toast.text}" @click=${() => hush(toast.id)}>×</button></div>`)}</div>`;
