// The jobs that run, those that wait, and a search of those that have ended.
import { guard, html, nothing, repeat } from '../shared/html.js';
import { day } from '../shared/format.js';
import { empty, keepFocus } from '../shared/widgets.js';
import { folderForm } from './folder-form.js';
import { isBusy } from './job-actions.js';
import { jobCard } from './job-card.js';
import { KINDS } from './job-labels.js';
import { filter, hasMore, isLoading, loadMore, searchResults, setFilter } from './job-search.js';
import { activeJobs } from './related-jobs.js';

const OUTCOMES = { completed: 'Done', failed: 'Failed', cancelled: 'Cancelled' };

const group = (title, jobs) => (jobs.length ? html`<section aria-label=${title}><h2>${title}</h2>
  <ul class="jobs">${repeat(jobs, job => job.id, job => jobCard(job))}</ul></section>` : nothing);

const choice = (name, field, all, labels) => html`<label><span class="hidden">${name}</span><select @change=${event => setFilter({ [field]: event.target.value })}>
  <option value="" .selected=${!filter[field]}>${all}</option>
  ${Object.entries(labels).map(([value, text]) => html`<option value=${value} .selected=${filter[field] === value}>${text}</option>`)}</select></label>`;

const searchForm = count => html`<div class="row find" role="search">
  <label class="grow"><span class="hidden">Find by name</span><input type="search" placeholder="Find by name" .value=${filter.q} @input=${event => setFilter({ q: event.target.value })}></label>
  ${choice('Outcome', 'state', 'Any outcome', OUTCOMES)}${choice('Kind', 'kind', 'Any kind', KINDS)}
  <span class="hidden" role="status">${filter.q && !isLoading() ? `${count}${hasMore() ? ' or more' : ''} found` : ''}</span></div>`;

/** By the day of their creation. An entry is drawn again only when it changes: there may be hundreds. */
function days(jobs) {
  const byDay = new Map();
  jobs.forEach(job => byDay.set(day(job.created), [...byDay.get(day(job.created)) ?? [], job]));
  return repeat(byDay, ([title]) => title, ([title, ofDay]) => html`<h3 class="day">${title}</h3>
    <ul class="jobs card rows">${repeat(ofDay, job => job.id, job => (job.kind === 'folder' ? jobCard(job, 'listed') : guard([job, isBusy(job)], () => jobCard(job, 'listed'))))}</ul>`);
}

function ended() {
  const jobs = searchResults();
  const filtered = filter.q || filter.state || filter.kind;
  return jobs.length || filtered ? html`<section aria-label="Ended" aria-busy=${isLoading()}><h2>Ended</h2>${searchForm(jobs.length)}${days(jobs)}
    ${jobs.length || isLoading() ? nothing : empty('No job is like that. Look for another name, outcome or kind.')}
    ${hasMore() ? html`<button class="plain" aria-disabled=${isLoading() ? 'true' : nothing} @click=${loadMore}>Show more</button>` : nothing}</section>` : nothing;
}

function render() {
  keepFocus();
  const { running, waiting } = activeJobs();
  return html`<h1>Jobs</h1>
    ${folderForm()}
    ${running.length + waiting.length ? nothing : empty('Nothing is being done. Drop a file on the Transcribe page, or transcribe a folder.')}
    ${group('Running', running)}
    ${group('Waiting', waiting)}
    ${ended()}`;
}

export const jobsView = {
  id: 'jobs',
  title: 'Jobs',
  render,
  count() {
    const { running, waiting } = activeJobs();
    return running.length + waiting.length;
  }
};
