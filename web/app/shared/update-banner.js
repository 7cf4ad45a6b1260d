// Newer versions of Earshot: what there is, what it does to running jobs, and what was new in the last one.
import { html, nothing } from './html.js';
import { attempt, post } from './api.js';
import { isEnded } from './job-state.js';
import { changed, state } from './store.js';
import { progress } from './widgets.js';

/** Whether a request of this page is under way: its button must not be used twice. */
let busy = false;

async function act(path, body) {
  busy = true;
  changed();
  const answer = await attempt(() => post(path, body));
  busy = false;
  if (answer?.current_version) {
    state.update = answer;
  }
  changed();
}

const dismiss = version => act('/api/updates/dismiss', { version });
const button = (label, action, style) => html`<button class="small ${style}" ?disabled=${busy} @click=${action}>${label}</button>`;
/** Notes come from elsewhere: they are shown as the text that they are. */
const notes = text => (text ? html`<details><summary>What is new</summary><pre class="notes" tabindex="0">${text}</pre></details>` : nothing);

function running() {
  const count = [...state.jobs.values()].filter(job => !isEnded(job) && !job.parent).length;
  return count === 0 ? 'No job is running.' : `${count === 1 ? 'One job has' : `${count} jobs have`} not ended and will go on afterwards from the last window.`;
}

const banner = (label, text, buttons) => html`<section class="banner update" aria-label=${label}><div class="grow">${text}</div><div class="buttons">${buttons}</div></section>`;

function downloading({ state: stage, version, received, total }) {
  const label = stage === 'verifying' ? `Verifying version ${version}` : `Downloading version ${version}`;
  return banner('Update', html`<strong>${label}</strong>${progress(stage === 'verifying' ? undefined : received / total, label)}`, nothing);
}

const staged = ({ version }) => banner('Update', html`<strong>Version ${version} is downloaded.</strong>
  <p>Earshot tries it, restarts as it, and stays as it is if it does not work. ${running()}</p>`, button('Restart to apply', () => act('/api/updates/apply'), ''));

function available({ latest, version, state: stage, reason, instructions }) {
  const failed = stage === 'failed' && version === latest.latest_version;
  return banner('Update', html`<strong>Version ${latest.latest_version} is available! (You're on ${latest.current_version})</strong>
    ${latest.release_url ? html` <a href=${latest.release_url} target="_blank" rel="noopener noreferrer">View details</a>` : nothing}
    ${failed ? html`<p class="error">It was tried and did not work: ${reason}</p>` : instructions ? html`<p>${instructions}</p>` : nothing}
    ${notes(latest.release_notes)}`, html`${failed || instructions ? nothing : button('Download', () => act('/api/updates/download'), '')}
    ${button('Later', () => dismiss(latest.latest_version), 'plain')}`);
}

const updated = ({ version, previous, notes: text }) => banner('Updated', html`<strong>Earshot was updated from ${previous} to ${version}.</strong>${notes(text)}`,
  button('Close', () => dismiss(version), 'plain'));

export function updateBanner() {
  const update = state.update;
  if (!update) {
    return nothing;
  }
  if (update.state === 'downloading' || update.state === 'verifying') {
    return downloading(update);
  }
  if (update.state === 'staged') {
    return staged(update);
  }
  const offer = update.latest?.update_available && !update.dismissed;
  return html`${update.news ? updated(update.news) : nothing}${offer ? available(update) : nothing}`;
}
