// One transcript: how far it is, its lines with their audio, and what can be done with it.
import { html, nothing } from '../html.js';
import { clock, duration, percent, ratio } from '../format.js';
import { languageTitle } from '../languages.js';
import { state } from '../store.js';
import { resumeJob } from '../commands.js';
import { cancel, isOver, remove, retry, stateOf } from '../transcripts.js';
import { askToForget } from '../cards/actions.js';
import { awaited, timing, waits } from '../cards/words.js';
import { fields, instead } from './choices.js';
import { short } from './name.js';
import { badge, progress } from './parts.js';
import { keyed, reader } from './reader.js';
import { copy, downloads } from './take.js';

const KINDS = { completed: 'good', failed: 'bad', paused: 'warn', cancelled: '' };

function took({ job }) {
  const seconds = (Date.parse(job.ended) - Date.parse(job.started ?? job.created)) / 1000;
  return seconds < 1 ? 'done in less than a second' : `done in ${duration(seconds)}`;
}

/** How it stands, in words. */
function words(transcript) {
  const { job, uploaded, error } = transcript;
  const doing = job?.kind === 'translate' ? 'translating' : 'transcribing';
  switch (stateOf(transcript)) {
    case 'held': return state.locked ? 'waits for the API key' : 'waits for the other uploads';
    case 'uploading': return uploaded < 1 ? `uploading ${percent(uploaded)}` : 'uploaded, waiting for the service';
    case 'waiting': return waits(job);
    case 'queued': return job.waiting ?? 'queued';
    case 'running': return job.progress === undefined ? doing : `${doing} ${percent(job.progress)}`;
    case 'completed': return took(transcript);
    case 'failed': return `failed: ${(error ?? job?.error)?.message ?? 'the service did not say why.'}`;
    default: return stateOf(transcript) ?? '…';
  }
}

function kindOf(transcript) {
  const at = stateOf(transcript);
  return at === 'waiting' && awaited(transcript.job)?.state === 'paused' ? 'warn' : KINDS[at] ?? 'busy';
}

function done({ phase, uploaded, job }) {
  if (phase === 'uploading') {
    return uploaded;
  }
  const download = job?.state === 'waiting' ? awaited(job) : null;
  return download ? ratio(download.received, download.total) : job?.progress;
}

function details({ job }) {
  const about = [job?.model, job?.language && job.language !== 'auto' ? languageTitle(job.language) : null,
    job?.kind === 'translate' ? 'translated to English' : null, job?.duration ? clock(job.duration) : null].filter(Boolean);
  return about.length ? html`<span class="soft small number">${about.join(' · ')}</span>` : nothing;
}

const near = transcript => document.getElementById(transcript.id);

/** The button that was pressed goes away with its card; the keyboard's place stays near. @param {() => boolean | Promise<boolean>} go whether it went */
async function moveOn(transcript, go) {
  const card = near(transcript);
  const next = [card?.nextElementSibling, card?.previousElementSibling].find(each => each?.matches('.transcript')) ?? document.getElementById('choose');
  const gone = await go();
  if (gone) {
    next?.focus();
  }
  return gone;
}

async function forgetIt(transcript, alone) {
  const { job, name } = transcript;
  if (await moveOn(transcript, () => askToForget({ ...job, name })) && alone) {
    location.hash = 'jobs';
  }
}

function stay(transcript, act) {
  near(transcript).focus();
  act();
}

function button(transcript, word, work, look = 'plain') {
  return html`<button class="${look} small" aria-label="${word} ${transcript.name}" @click=${work}>${word}</button>`;
}

/** Going on with what waits for a model that cannot be had now: with one that is here. */
function otherModel(transcript) {
  const other = transcript.file && instead(transcript.job?.model);
  const wanted = stateOf(transcript) === 'failed' && ['download-failed', 'model-not-found'].includes((transcript.error ?? transcript.job?.error)?.code);
  return other && wanted ? html`<button class="small" aria-label="Use ${other} for ${transcript.name}"
    @click=${() => stay(transcript, () => retry(transcript, { ...fields(), model: other }))}>Use ${other}, which is here</button>` : nothing;
}

/** What a transcript that waits can do about the download that it waits for. */
function ofDownload(transcript) {
  const download = stateOf(transcript) === 'waiting' ? awaited(transcript.job) : null;
  return download?.state === 'paused' ? html`<button class="small" aria-label="Resume the download of ${download.model} for ${transcript.name}"
    @click=${() => stay(transcript, () => resumeJob({ id: download.job }))}>Resume the download</button>` : nothing;
}

/** @param {boolean} alone whether it has a view of its own, which it leaves when it is deleted */
export function actions(transcript, alone = false) {
  const { job, name } = transcript;
  const over = isOver(transcript);
  const goOn = stateOf(transcript) === 'paused' || (stateOf(transcript) === 'cancelled' && job?.can_resume);
  const again = over && stateOf(transcript) !== 'completed' && (transcript.file || (job?.can_retry && !goOn));
  // What was heard before a failure is worth having, too.
  return html`<div class="row actions">
    ${over && transcript.segments.length && job ? html`<button class="small" aria-label="Copy the text of ${name}"
      @click=${() => copy(job, document.querySelector(`#${transcript.id} .lines`))}>Copy</button>${downloads(job, name)}` : nothing}
    ${ofDownload(transcript)}
    ${otherModel(transcript)}
    ${goOn ? button(transcript, 'Resume', () => stay(transcript, () => resumeJob(job)), '') : nothing}
    ${again ? button(transcript, 'Retry', () => stay(transcript, () => retry(transcript, fields())), goOn ? 'plain' : '') : nothing}
    ${!over ? button(transcript, 'Cancel', () => stay(transcript, () => cancel(transcript)))
      : job?.ended ? button(transcript, 'Delete', () => forgetIt(transcript, alone), 'danger')
      : alone ? nothing : button(transcript, 'Dismiss', () => moveOn(transcript, () => { remove(transcript); return true; }))}
  </div>`;
}

/** How it stands: badge, bar, notice. */
export function stand(transcript) {
  const { job } = transcript;
  return html`<p class="stand">${badge(kindOf(transcript), words(transcript))}</p>
    ${isOver(transcript) || (stateOf(transcript) === 'paused' && !job.position) ? nothing : progress(done(transcript), `${transcript.name}: ${words(transcript)}`)}
    ${job?.notice ? html`<p class="small notice">${job.notice}</p>` : nothing}`;
}

export const silent = transcript => (stateOf(transcript) === 'completed' && transcript.text !== null && !transcript.segments.length
  ? html`<p class="soft">No words were heard in it.</p>` : nothing);

const heading = ({ job, name }) => (job ? html`<a href="#transcript/${job.id}" title=${name}>${short(name ?? '')}</a>` : short(name));

export const transcriptCard = transcript => html`<article class="card transcript" id=${transcript.id} tabindex="-1" aria-labelledby="${transcript.id}-name"
    @keydown=${event => keyed(transcript, event)}>
  <header class="row"><h2 class="grow" id="${transcript.id}-name">${heading(transcript)}</h2>${details(transcript)}</header>
  ${stand(transcript)}${reader(transcript)}${silent(transcript)}${actions(transcript)}
</article>`;

/** What the service wrote down of it, line by line, and what the time went into. */
function story({ job }) {
  const spent = timing(job);
  return job.log?.length || spent ? html`<details class="story"><summary>What happened</summary>
    ${spent ? html`<p class="small soft number">${spent}</p>` : nothing}
    <ol class="log small">${(job.log ?? []).map(line => html`<li><time class="soft number" datetime=${line.at}>${new Date(line.at).toLocaleTimeString()}</time> ${line.message}</li>`)}</ol>
  </details>` : nothing;
}

/** A transcript that has a view of its own. */
export function transcriptPage(transcript) {
  const { job, error, name } = transcript;
  if (error?.status === 404) {
    return html`<h1>Transcript</h1><p class="empty">There is no such transcript. It was deleted, or is older than the service keeps its jobs. <a href="#jobs">See all jobs</a>.</p>`;
  }
  if (!job.state) {
    return html`<h1>Transcript</h1><p class="empty">${error ? error.message : 'Asking for the transcript …'}</p>`;
  }
  return html`<article class="card transcript alone" id=${transcript.id} tabindex="-1" aria-labelledby="${transcript.id}-name">
    <header class="row"><h1 class="grow" id="${transcript.id}-name">${name}</h1>${details(transcript)}</header>
    ${stand(transcript)}${actions(transcript, true)}${reader(transcript)}${silent(transcript)}${story(transcript)}
  </article>`;
}
