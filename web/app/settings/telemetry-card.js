// Asks once whether telemetry may be sent, and shows what that would be.
import { html, nothing } from '../shared/html.js';
import { attempt, get, put } from '../shared/api.js';
import { changed, setting, state } from '../shared/store.js';

/** GET /api/telemetry; null until it was asked for. */
let telemetry = null;
let loading = false;
/** Answered here: the service's own event may come later. */
let answered = false;

const unanswered = () => !answered && setting('telemetry.enabled')?.source === 'default';

async function load() {
  telemetry = await get('/api/telemetry').catch(() => null);
  loading = false;
  changed();
}

/** What the page does with its events. */
export const telemetryCard = {
  onLoaded() {
    if (unanswered() && !telemetry && !loading) {
      loading = true;
      load();
    }
  }
};

async function answer(enabled) {
  const kept = await attempt(() => put('/api/settings', { 'telemetry.enabled': enabled }),
    enabled ? 'Thank you. The settings end it at any time.' : 'Nothing is sent, and you are not asked again.');
  if (kept) {
    answered = true;
    state.settings = kept.settings;
    changed();
    document.getElementById('main').focus({ preventScroll: true });
  }
}

const eventLines = events => html`<pre class="events" tabindex="0" role="group" aria-label="What would be sent">${events.map(event => JSON.stringify(event)).join('\n')}</pre>`;

/** Below the setting. */
export const telemetryDetails = () => html`<details @toggle=${({ target }) => target.open && load()}><summary>What is sent, word for word, and whether it is</summary>
  ${telemetry ? html`<p class="soft">${telemetry.notice ?? 'Events are sent together, 15 minutes after the first.'}</p>${eventLines(telemetry.example)}` : nothing}</details>`;

/** The card; nothing where there is nothing to ask. */
export function telemetryQuestion() {
  return unanswered() && telemetry?.ask ? html`<section class="card question" aria-labelledby="telemetry-question">
    <h2 id="telemetry-question">May Earshot report how it is used?</h2>
    <p class="soft">Nothing is sent unless you say yes. These are all events that there are, word for word, as this service would send them:</p>
    ${eventLines(telemetry.example)}
    <div class="row"><button class="plain" @click=${() => answer(true)}>Yes, report this</button><button class="plain" @click=${() => answer(false)}>No</button></div>
  </section>` : nothing;
}
