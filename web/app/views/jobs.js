// What is being done, what waits, and what was done.
import { html, nothing, repeat } from '../html.js';
import { changed } from '../store.js';
import { empty } from '../parts/parts.js';
import { groups } from '../cards/family.js';
import { keepFocus } from '../cards/focus.js';
import { folderForm } from '../cards/folder-form.js';
import { jobCard } from '../cards/job-card.js';

const PAGE = 50;
let shown = PAGE;

const group = (title, jobs, more = nothing) => (jobs.length ? html`<section aria-label=${title}><h2>${title}</h2>
  <ul class="jobs">${repeat(jobs, job => job.id, job => jobCard(job))}</ul>${more}</section>` : nothing);

function showMore() {
  shown += PAGE;
  changed();
}

function render() {
  keepFocus();
  const { running, waiting, done } = groups();
  return html`<h1>Jobs</h1>
    ${folderForm()}
    ${running.length + waiting.length ? nothing : empty('Nothing is being done. Drop a file on the Transcribe page, or transcribe a folder.')}
    ${group('Running', running)}
    ${group('Waiting', waiting)}
    ${group('Done', done.slice(0, shown), done.length > shown
      ? html`<button class="plain" @click=${showMore}>Show more (${done.length - shown})</button>` : nothing)}`;
}

export const jobs = {
  id: 'jobs',
  title: 'Jobs',
  render,
  count() {
    const { running, waiting } = groups();
    return running.length + waiting.length;
  }
};
