// What the user must know whatever view is open: memory that runs short, a lost connection, a key that is wanted.
import { html, nothing } from '../html.js';
import { attempt, useKey } from '../api.js';
import { bus, refresh } from '../live.js';
import { changed, hush, state } from '../store.js';

function pressure() {
  const { pressure: now, dismissed } = state;
  if (!now || dismissed === now.level) {
    return nothing;
  }
  const critical = now.level === 'critical';
  return html`<section class="banner ${now.level}" role=${critical ? 'alert' : 'status'}>
    <div><strong>${critical ? 'Memory is nearly used up' : 'Memory is running short'}</strong>
      <span class="figures">${now.percent.toFixed(0)} % in use, ${now.available_gb.toFixed(1)} GB of ${now.total_gb.toFixed(1)} GB left</span>
      ${now.advice ? html`<p>${now.advice}</p>` : nothing}</div>
    <button class="quiet" aria-label="Dismiss" @click=${() => { state.dismissed = now.level; changed(); }}>×</button>
  </section>`;
}

function connection() {
  return state.connection === 'lost' ? html`<section class="banner lost" role="status"><div><strong>Connection lost</strong>
    <span class="figures">Trying to reach the service; what is shown may be out of date.</span></div></section>` : nothing;
}

function lock() {
  if (!state.locked) {
    return nothing;
  }
  const unlock = event => {
    event.preventDefault();
    useKey(new FormData(event.target).get('key').trim());
    attempt(refresh);
    bus.hurry();
  };
  return html`<section class="banner lock"><form @submit=${unlock}><label for="api-key"><strong>This service wants an API key</strong></label>
    <input id="api-key" name="key" type="password" autocomplete="current-password" required><button>Unlock</button></form></section>`;
}

export const banners = () => html`<div class="banners">${connection()}${lock()}${pressure()}</div>`;

export const toasts = () => html`<div class="toasts" role="status" aria-live="polite">${state.toasts.map(toast =>
  html`<div class="toast ${toast.kind}"><span>${toast.text}</span><button class="quiet" aria-label="Dismiss" @click=${() => hush(toast.id)}>×</button></div>`)}</div>`;
