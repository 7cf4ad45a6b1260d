// A job: what it is, its progress, what can be done with it, and the jobs that belong to it.
import { html, nothing, repeat } from '../shared/html.js';
import { isEnded, isTranscription } from '../shared/job-state.js';
import { languageTitle } from '../shared/languages.js';
import { badge, progress } from '../shared/widgets.js';
import { folderFiles } from './folder-files.js';
import { jobActions } from './job-actions.js';
import { elapsed, figures, kindLabel, nameWithKind, progressOf, shortTitle, stateBadge, title, waitingFor } from './job-labels.js';
import { downloadsOf, waiterCount } from './related-jobs.js';

/** A bar, and its figures. */
export function jobProgress(job) {
  const share = progressOf(job);
  const bar = !isEnded(job) && (share !== undefined || job.state === 'running');
  const text = figures(job);
  return html`${bar ? progress(share, `Progress of ${nameWithKind(job)}`) : nothing}${text ? html`<p class="figures small soft">${text}</p>` : nothing}`;
}

/** The files of a folder are all of the same kind and model. */
function about(job, inner) {
  const language = job.language && job.language !== 'auto' ? languageTitle(job.language) : null;
  const count = job.kind === 'download' && !isEnded(job) ? waiterCount(job) : 0;
  const waiters = count ? `${count} ${count === 1 ? 'job waits' : 'jobs wait'} for it` : null;
  return (inner && isTranscription(job) ? [language, elapsed(job)]
    : [kindLabel(job), job.kind === 'download' ? null : job.model, language, elapsed(job), waiters]).filter(Boolean).join(' · ');
}

const heading = job => (isTranscription(job) ? html`<a href="#transcript/${job.id}" title=${title(job)}>${shortTitle(job)}</a>`
  : html`<span title=${title(job)}>${shortTitle(job)}</span>`);

/** A paused job may have an error, which says why it was paused. */
function notice(job) {
  const text = job.notice ?? (isEnded(job) ? null : job.error?.message);
  return text ? html`<p class="notice small">${text}</p>` : nothing;
}

/**
 * @param {'card' | 'listed' | 'inner'} look a listed one is one of many that have ended; an inner one is shown inside another job
 */
export function jobCard(job, look = 'card') {
  const inner = look === 'inner';
  const innerCard = each => jobCard(each, 'inner');
  const downloads = inner ? [] : downloadsOf(job);
  const waiting = job.state === 'waiting' || job.waiting ? waitingFor(job) : '';
  return html`<li class="job ${look}" data-card=${job.id} tabindex="-1">
    <div class="head">
      <div class="what"><div class="row names">${inner ? html`<h4>${heading(job)}</h4>` : html`<h3>${heading(job)}</h3>`}${badge(...stateBadge(job))}</div>
        <p class="figures small soft">${look === 'listed' ? [about(job, inner), figures(job)].filter(Boolean).join(' · ') : about(job, inner)}</p></div>
      <div class="row acts">${jobActions(job, inner)}</div>
    </div>
    ${waiting && !downloads.length ? html`<p class="small soft waiting">${waiting[0].toUpperCase()}${waiting.slice(1)}</p>` : nothing}
    ${look === 'listed' ? nothing : jobProgress(job)}
    ${job.error && isEnded(job) ? html`<p class="error small">${job.error.message}</p>` : nothing}
    ${notice(job)}
    ${downloads.length ? html`<ul class="jobs inside" aria-label="What ${title(job)} waits for">${repeat(downloads, each => each.id, innerCard)}</ul>` : nothing}
    ${job.kind === 'folder' ? folderFiles(job, innerCard) : nothing}
  </li>`;
}
