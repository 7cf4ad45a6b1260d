// What is being done, what waits, and what was done: all of it can be found.
import { guard, html, nothing, repeat } from '../html.js';
import { day } from '../format.js';
import { empty } from '../parts/parts.js';
import { isBusy } from '../cards/actions.js';
import { groups } from '../cards/family.js';
import { found, hasMore, isAsking, look, more, wanted } from '../cards/found.js';
import { keepFocus } from '../cards/focus.js';
import { folderForm } from '../cards/folder-form.js';
import { jobCard } from '../cards/job-card.js';
import { KINDS } from '../cards/words.js';

const OUTCOMES = { completed: 'Done', failed: 'Failed', cancelled: 'Cancelled' };

const group = (title, jobs) => (jobs.length ? html`<section aria-label=${title}><h2>${title}</h2>
  <ul class="jobs">${repeat(jobs, job => job.id, job => jobCard(job))}</ul></section>` : nothing);

const choice = (name, field, all, words) => html`<label><span class="hidden">${name}</span><select @change=${event => look({ [field]: event.target.value })}>
  <option value="" .selected=${!wanted[field]}>${all}</option>
  ${Object.entries(words).map(([value, text]) => html`<option value=${value} .selected=${wanted[field] === value}>${text}</option>`)}</select></label>`;

const search = count => html`<div class="row find" role="search">
  <label class="grow"><span class="hidden">Find by name</span><input type="search" placeholder="Find by name" .value=${wanted.q} @input=${event => look({ q: event.target.value })}></label>
  ${choice('Outcome', 'state', 'Any outcome', OUTCOMES)}${choice('Kind', 'kind', 'Any kind', KINDS)}
  <span class="hidden" role="status">${wanted.q && !isAsking() ? `${count}${hasMore() ? ' or more' : ''} found` : ''}</span></div>`;

/** Jobs by the day on which they were accepted. */
function days(jobs) {
  const byDay = new Map();
  jobs.forEach(job => byDay.set(day(job.created), [...byDay.get(day(job.created)) ?? [], job]));
  return repeat(byDay, ([title]) => title, ([title, of]) => html`<h3 class="day">${title}</h3>
    <ul class="jobs card rows">${repeat(of, job => job.id, job => (job.kind === 'folder' ? jobCard(job, 'listed') : guard([job, isBusy(job)], () => jobCard(job, 'listed'))))}</ul>`);
}

function ended() {
  const jobs = found();
  const looked = wanted.q || wanted.state || wanted.kind;
  return jobs.length || looked ? html`<section aria-label="Ended" aria-busy=${isAsking()}><h2>Ended</h2>${search(jobs.length)}${days(jobs)}
    ${jobs.length || isAsking() ? nothing : empty('No job is like that. Look for another name, outcome or kind.')}
    ${hasMore() ? html`<button class="plain" aria-disabled=${isAsking() ? 'true' : nothing} @click=${more}>Show more</button>` : nothing}</section>` : nothing;
}

function render() {
  keepFocus();
  const { running, waiting } = groups();
  return html`<h1>Jobs</h1>
    ${folderForm()}
    ${running.length + waiting.length ? nothing : empty('Nothing is being done. Drop a file on the Transcribe page, or transcribe a folder.')}
    ${group('Running', running)}
    ${group('Waiting', waiting)}
    ${ended()}`;
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
