// One transcript: its progress, its text, and what can be done with it.
import { html, nothing } from '../shared/html.js';
import { clock, duration, percent, ratio, shortName } from '../shared/format.js';
import { languageTitle } from '../shared/languages.js';
import { state } from '../shared/store.js';
import { badge, progress } from '../shared/widgets.js';
import { awaitedDownload, timing, waitingFor } from '../jobs/job-labels.js';
import { onReaderKey, reader } from './reader.js';
import { transcriptActions } from './transcript-actions.js';
import { isOver, stateOf } from './transcripts.js';

const BADGES = { completed: 'good', failed: 'bad', paused: 'warn', cancelled: '' };

function doneIn({ job }) {
  const seconds = (Date.parse(job.ended) - Date.parse(job.started ?? job.created)) / 1000;
  return seconds < 1 ? 'done in less than a second' : `done in ${duration(seconds)}`;
}

function stateText(transcript) {
  const { job, uploaded, error } = transcript;
  const activity = job?.kind === 'translate' ? 'translating' : 'transcribing';
  switch (stateOf(transcript)) {
    case 'pending': return state.locked ? 'waits for the API key' : 'waits for the other uploads';
    case 'uploading': return uploaded < 1 ? `uploading ${percent(uploaded)}` : 'uploaded, waiting for the service';
    case 'waiting': return waitingFor(job);
    case 'queued': return job.waiting ?? 'queued';
    case 'running': return job.progress === undefined ? activity : `${activity} ${percent(job.progress)}`;
    case 'completed': return doneIn(transcript);
    case 'failed': return `failed: ${(error ?? job?.error)?.message ?? 'the service did not say why.'}`;
    default: return stateOf(transcript) ?? '…';
  }
}

function badgeClass(transcript) {
  const current = stateOf(transcript);
  return current === 'waiting' && awaitedDownload(transcript.job)?.state === 'paused' ? 'warn' : BADGES[current] ?? 'busy';
}

/** Of the upload, then of the download that it waits for, then of the job. */
function progressOf({ phase, uploaded, job }) {
  if (phase === 'uploading') {
    return uploaded;
  }
  const download = job?.state === 'waiting' ? awaitedDownload(job) : null;
  return download ? ratio(download.received, download.total) : job?.progress;
}

function details({ job }) {
  const about = [job?.model, job?.language && job.language !== 'auto' ? languageTitle(job.language) : null,
    job?.kind === 'translate' ? 'translated to English' : null, job?.duration ? clock(job.duration) : null].filter(Boolean);
  return about.length ? html`<span class="soft small number">${about.join(' · ')}</span>` : nothing;
}

/** Badge, progress bar, notice. */
function status(transcript) {
  const { job } = transcript;
  return html`<p class="status">${badge(badgeClass(transcript), stateText(transcript))}</p>
    ${isOver(transcript) || (stateOf(transcript) === 'paused' && !job.position) ? nothing : progress(progressOf(transcript), `${transcript.name}: ${stateText(transcript)}`)}
    ${job?.notice ? html`<p class="small notice">${job.notice}</p>` : nothing}`;
}

const noSpeech = transcript => (stateOf(transcript) === 'completed' && transcript.text !== null && !transcript.segments.length
  ? html`<p class="soft">No words were heard in it.</p>` : nothing);

const heading = ({ job, name }) => (job ? html`<a href="#transcript/${job.id}" title=${name}>${shortName(name ?? '')}</a>` : shortName(name));

export const transcriptCard = transcript => html`<article class="card transcript" id=${transcript.id} tabindex="-1" aria-labelledby="${transcript.id}-name"
    @keydown=${event => onReaderKey(transcript, event)}>
  <header class="row"><h2 class="grow" id="${transcript.id}-name">${heading(transcript)}</h2>${details(transcript)}</header>
  ${status(transcript)}${reader(transcript)}${noSpeech(transcript)}${transcriptActions(transcript)}
</article>`;

/** The log of its job, and what the time was spent on. */
function jobLog({ job }) {
  const timeSpent = timing(job);
  return job.log?.length || timeSpent ? html`<details class="job-log"><summary>What happened</summary>
    ${timeSpent ? html`<p class="small soft number">${timeSpent}</p>` : nothing}
    <ol class="log small">${(job.log ?? []).map(line => html`<li><time class="soft number" datetime=${line.at}>${new Date(line.at).toLocaleTimeString()}</time> ${line.message}</li>`)}</ol>
  </details>` : nothing;
}

/** In a view of its own. */
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
    ${status(transcript)}${transcriptActions(transcript, true)}${reader(transcript)}${noSpeech(transcript)}${jobLog(transcript)}
  </article>`;
}
