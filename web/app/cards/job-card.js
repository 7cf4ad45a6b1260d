// A job: what it is, how far it is, what can be done with it, and what belongs to it.
import { html, nothing, repeat } from '../html.js';
import { languageTitle } from '../languages.js';
import { isEnded } from '../live.js';
import { badge, progress } from '../parts/parts.js';
import { spoken } from '../transcripts.js';
import { actions, waiters } from './actions.js';
import { downloadsOf } from './family.js';
import { files } from './files.js';
import { figures, kind, named, part, shortTitle, standing, taken, title, waits } from './words.js';

/** The bar and its figures. */
export function advance(job) {
  const share = part(job);
  const bar = !isEnded(job) && (share !== undefined || job.state === 'running');
  const words = figures(job);
  return html`${bar ? progress(share, `Progress of ${named(job)}`) : nothing}${words ? html`<p class="figures small soft">${words}</p>` : nothing}`;
}

/** The files of a folder are all alike in the rest. */
function about(job, inner) {
  const language = job.language && job.language !== 'auto' ? languageTitle(job.language) : null;
  const count = job.kind === 'download' && !isEnded(job) ? waiters(job) : 0;
  const wait = count ? `${count} ${count === 1 ? 'job waits' : 'jobs wait'} for it` : null;
  return (inner && spoken(job) ? [language, taken(job)] : [kind(job), job.kind === 'download' ? null : job.model, language, taken(job), wait]).filter(Boolean).join(' · ');
}

const heading = job => (spoken(job) ? html`<a href="#transcript/${job.id}" title=${title(job)}>${shortTitle(job)}</a>` : html`<span title=${title(job)}>${shortTitle(job)}</span>`);

/** Of a paused job its error says why. */
function notice(job) {
  const text = job.notice ?? (isEnded(job) ? null : job.error?.message);
  return text ? html`<p class="notice small">${text}</p>` : nothing;
}

/**
 * @param {'card' | 'listed' | 'inner'} look a listed one is one of many that have ended; an inner one stands inside another job
 */
export function jobCard(job, look = 'card') {
  const inner = look === 'inner';
  const downloads = inner ? [] : downloadsOf(job);
  const waiting = job.state === 'waiting' || job.waiting ? waits(job) : '';
  return html`<li class="job ${look}" data-card=${job.id} tabindex="-1">
    <div class="head">
      <div class="what"><div class="row names">${inner ? html`<h4>${heading(job)}</h4>` : html`<h3>${heading(job)}</h3>`}${badge(...standing(job))}</div>
        <p class="figures small soft">${look === 'listed' ? [about(job, inner), figures(job)].filter(Boolean).join(' · ') : about(job, inner)}</p></div>
      <div class="row acts">${actions(job, inner)}</div>
    </div>
    ${waiting && !downloads.length ? html`<p class="small soft waits">${waiting[0].toUpperCase()}${waiting.slice(1)}</p>` : nothing}
    ${look === 'listed' ? nothing : advance(job)}
    ${job.error && isEnded(job) ? html`<p class="error small">${job.error.message}</p>` : nothing}
    ${notice(job)}
    ${downloads.length ? html`<ul class="jobs inside" aria-label="What ${title(job)} waits for">${repeat(downloads, each => each.id, each => jobCard(each, 'inner'))}</ul>` : nothing}
    ${job.kind === 'folder' ? files(job) : nothing}
  </li>`;
}
