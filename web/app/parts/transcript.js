// One transcript: how far it is, its lines with their sound, and what can be done with it.
import { guard, html, nothing, repeat } from '../html.js';
import { attempt } from '../api.js';
import { clock, duration, percent, ratio, share } from '../format.js';
import { languageTitle, writtenIn } from '../languages.js';
import { changed, state } from '../store.js';
import { plain } from '../subtitles.js';
import { cancel, isOver, remove, resume, retry, segmentKey, stateOf } from '../transcripts.js';
import { badge, progress } from './parts.js';
import { fields } from './choices.js';
import { copy, downloads } from './take.js';

const KINDS = { completed: 'good', failed: 'bad', paused: 'warn', cancelled: '' };

function waiting({ job }) {
  const download = state.jobs.get(job.waiting_for);
  const of = `download of ${download?.model ?? download?.name ?? job.model}`;
  if (download?.state === 'paused') {
    return `waits for the ${of}, which is paused`;
  }
  const transfer = download?.transfer;
  const left = transfer?.seconds_left === undefined ? '' : `, ${duration(transfer.seconds_left)} left`;
  const part = transfer && ratio(transfer.received, transfer.total);
  return part === undefined ? `waits for the ${of}` : `waits for the ${of}: ${share(transfer.received, transfer.total)}, ${percent(part)}${left}`;
}

function took({ job }) {
  const seconds = (Date.parse(job.ended) - Date.parse(job.started ?? job.created)) / 1000;
  return seconds < 1 ? 'done in less than a second' : `done in ${duration(seconds)}`;
}

/** How it stands, in words. */
function words(transcript) {
  const { job, uploaded, error } = transcript;
  const doing = job?.kind === 'translate' ? 'translating' : 'transcribing';
  switch (stateOf(transcript)) {
    case 'held': return 'waits for the other uploads';
    case 'uploading': return uploaded < 1 ? `uploading ${percent(uploaded)}` : 'uploaded, the service is looking at it';
    case 'waiting': return waiting(transcript);
    case 'running': return job.progress === undefined ? doing : `${doing} ${percent(job.progress)}`;
    case 'completed': return took(transcript);
    case 'failed': return `failed: ${(error ?? job?.error)?.message ?? 'the service did not say why.'}`;
    default: return stateOf(transcript);
  }
}

function done({ phase, uploaded, job }) {
  if (phase === 'uploading') {
    return uploaded;
  }
  const transfer = state.jobs.get(job?.waiting_for)?.transfer;
  return job?.state === 'waiting' && transfer ? ratio(transfer.received, transfer.total) : job?.progress;
}

function details({ job }) {
  const about = [job?.model, job?.language && job.language !== 'auto' ? languageTitle(job.language) : null,
    job?.kind === 'translate' ? 'translated to English' : null, job?.duration ? clock(job.duration) : null].filter(Boolean);
  return about.length ? html`<span class="soft small number">${about.join(' · ')}</span>` : nothing;
}

const soundOf = transcript => document.querySelector(`#${transcript.id} audio`);

function playFrom(transcript, segment) {
  const sound = soundOf(transcript);
  sound.currentTime = segment.start;
  attempt(() => sound.play().catch(() => Promise.reject(new Error('This browser cannot play this file. Its text is not affected.'))));
}

/** Follows the sound: which line is it at? */
function heardUntil(transcript, sound) {
  const line = sound.ended ? -1 : transcript.segments.findLastIndex(segment => segment.start <= sound.currentTime + 0.05);
  if (line !== transcript.line) {
    transcript.line = line;
    changed();
    requestAnimationFrame(() => show(document.querySelector(`#${transcript.id} .playing`)));
  }
}

/** Scrolls within the transcript only: the page stays where the reader has it. */
function show(line) {
  const box = line?.parentElement;
  if (line && (line.offsetTop < box.scrollTop || line.offsetTop + line.offsetHeight > box.scrollTop + box.clientHeight)) {
    box.scrollTop = line.offsetTop - box.clientHeight / 3;
  }
}

const lines = transcript => guard([transcript.segments, transcript.line, writtenIn(transcript.job)], () => html`<ol class="lines" aria-label="Transcript of ${transcript.file.name}">
  ${repeat(transcript.segments, segmentKey, (segment, index) => html`<li class=${index === transcript.line ? 'playing' : ''}>
    <button class="quiet stamp number" aria-label="Play from ${clock(segment.start)}" @click=${() => playFrom(transcript, segment)}>${clock(segment.start)}</button>
    <span lang=${writtenIn(transcript.job) ?? nothing} dir="auto">${segment.text.trim()}</span></li>`)}</ol>`);

/** The button that was pressed goes away; the keyboard's place stays near. */
function removeAndMoveOn(transcript) {
  const card = document.getElementById(transcript.id);
  const next = card.nextElementSibling ?? card.previousElementSibling ?? document.getElementById('choose');
  remove(transcript);
  next.focus();
}

function cancelAndStay(transcript) {
  document.getElementById(transcript.id).focus();
  cancel(transcript);
}

function again(transcript) {
  document.getElementById(transcript.id).focus();
  retry(transcript, fields());
}

function actions(transcript) {
  const name = transcript.file.name;
  const completed = stateOf(transcript) === 'completed';
  // What was heard before a failure is worth having, too.
  const worthHaving = isOver(transcript) && transcript.segments.length > 0;
  return html`<div class="row actions">
    ${worthHaving ? html`<button class="small" aria-label="Copy the text of ${name}" @click=${() => copy(plain(transcript), document.querySelector(`#${transcript.id} .lines`))}>Copy</button>
      ${downloads(transcript, name)}` : nothing}
    ${stateOf(transcript) === 'paused' ? html`<button class="small" aria-label="Go on with ${name}" @click=${() => resume(transcript)}>Go on</button>` : nothing}
    ${isOver(transcript) && !completed ? html`<button class="small" aria-label="Try ${name} again" @click=${() => again(transcript)}>Try again</button>` : nothing}
    ${isOver(transcript) ? html`<button class="plain small" aria-label="Remove ${name} from this list" @click=${() => removeAndMoveOn(transcript)}>Remove</button>`
      : html`<button class="plain small" aria-label="Cancel ${name}" @click=${() => cancelAndStay(transcript)}>Cancel</button>`}
  </div>`;
}

export function transcriptCard(transcript) {
  const { id, file, sound, job, segments } = transcript;
  const over = isOver(transcript);
  const silent = stateOf(transcript) === 'completed' && !segments.length;
  return html`<article class="card transcript" id=${id} tabindex="-1" aria-labelledby="${id}-name">
    <header class="row"><h2 class="grow" id="${id}-name">${file.name}</h2>${details(transcript)}</header>
    <p class="stand">${badge(KINDS[stateOf(transcript)] ?? 'busy', words(transcript))}</p>
    ${over ? nothing : progress(done(transcript), `${file.name}: ${words(transcript)}`)}
    ${job?.notice ? html`<p class="small notice">${job.notice}</p>` : nothing}
    ${segments.length ? lines(transcript) : nothing}
    ${silent ? html`<p class="soft">No words were heard in it.</p>` : nothing}
    <audio controls preload="none" src=${sound} aria-label="Sound of ${file.name}" ?hidden=${!segments.length}
      @timeupdate=${event => heardUntil(transcript, event.target)} @ended=${event => heardUntil(transcript, event.target)}></audio>
    ${actions(transcript)}
  </article>`;
}
