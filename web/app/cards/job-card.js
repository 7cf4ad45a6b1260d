// A job: what it is, how far it is, what can be done with it, and what belongs to it.
import { html, nothing, repeat } from '../html.js';
import { attempt, del, post } from '../api.js';
import { languageTitle } from '../languages.js';
import { isEnded, jobChanged } from '../live.js';
import { changed, state } from '../store.js';
import { badge, progress } from '../parts/parts.js';
import { downloadsOf } from './family.js';
import { files } from './files.js';
import { text } from './text.js';
import { figures, kind, named, part, standing, taken, title } from './words.js';

/** The buttons whose work is under way: a second press must not ask for it twice. */
const busy = new Set();

async function act(id, work) {
  if (busy.has(id)) {
    return;
  }
  busy.add(id);
  changed();
  await attempt(async () => jobChanged(await work()));
  busy.delete(id);
  changed();
}

function button(job, word, work, look = 'plain', slot = word) {
  const id = `${job.id} ${slot}`;
  return html`<button class="${look} small" data-focus=${id} aria-label="${word} ${named(job)}" aria-disabled=${busy.has(id) ? 'true' : nothing}
    @click=${() => act(id, work)}>${word}</button>`;
}

/** The service deletes an upload when its job ends, so there is nothing to do again; the files of a folder stay. */
const repeatable = job => job.kind === 'folder' || job.kind === 'download' || state.jobs.get(job.parent)?.kind === 'folder';

/** Pause, resume, cancel or retry, as its state allows. */
export function actions(job) {
  const path = `/api/jobs/${job.id}`;
  if (isEnded(job)) {
    return job.state === 'completed' || !repeatable(job) ? nothing : button(job, 'Retry', () => post(`${path}/retry`));
  }
  // Pausing and resuming is one button, which keeps the focus.
  return html`${job.state === 'paused' ? button(job, 'Resume', () => post(`${path}/resume`), 'plain', 'halt')
    : button(job, 'Pause', () => post(`${path}/pause`), 'plain', 'halt')}
    ${button(job, 'Cancel', () => del(path), 'danger')}`;
}

/** The bar and its figures. */
export function advance(job) {
  const share = part(job);
  const bar = !isEnded(job) && (share !== undefined || job.state === 'running');
  const words = figures(job);
  return html`${bar ? progress(share, `Progress of ${named(job)}`) : nothing}${words ? html`<p class="figures small soft">${words}</p>` : nothing}`;
}

const spoken = job => job.kind === 'transcribe' || job.kind === 'translate';

/** The files of a folder are all alike in the rest. */
function about(job, inner) {
  const language = job.language && job.language !== 'auto' ? languageTitle(job.language) : null;
  return (inner && spoken(job) ? [language, taken(job)] : [kind(job), job.kind === 'download' ? null : job.model, language, taken(job)]).filter(Boolean).join(' · ');
}

/** @param {boolean} inner whether it stands inside another job */
export function jobCard(job, inner = false) {
  const downloads = inner ? [] : downloadsOf(job);
  return html`<li class="job ${inner ? 'inner' : 'card'}" data-card=${job.id} tabindex="-1">
    <div class="head">
      <div class="what"><div class="row names">${inner ? html`<h4>${title(job)}</h4>` : html`<h3>${title(job)}</h3>`}${badge(...standing(job))}</div>
        <p class="figures small soft">${about(job, inner)}</p></div>
      <div class="row acts">${actions(job)}</div>
    </div>
    ${advance(job)}
    ${job.error ? html`<p class="error small">${job.error.message}</p>` : nothing}
    ${job.notice ? html`<p class="notice small">${job.notice}</p>` : nothing}
    ${downloads.length ? html`<ul class="jobs inside" aria-label="What ${title(job)} waits for">${repeat(downloads, each => each.id, each => jobCard(each, true))}</ul>` : nothing}
    ${job.kind === 'folder' ? files(job) : nothing}
    ${spoken(job) && job.position ? text(job) : nothing}
  </li>`;
}
