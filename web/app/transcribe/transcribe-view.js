// Files and recordings to be transcribed, and their transcripts.
import { html, nothing, repeat } from '../shared/html.js';
import { clock, shortName, time } from '../shared/format.js';
import { isTranscription } from '../shared/job-state.js';
import { changed, showToast, state } from '../shared/store.js';
import { copyAll, saveAll } from './export.js';
import { isRecording, recorder } from './recorder.js';
import { deleteRecording, loadAbandoned } from './recording-store.js';
import { transcriptCard } from './transcript-card.js';
import { isOver, remove, session } from './transcripts.js';
import { uploadFields, uploadOptions } from './upload-options.js';
import { addFiles } from './uploads.js';

/** Pixels from the end of a box within which a user reads its last line. */
const AT_END = 8;

/** Who reads the end of a transcript stays at its end as text is added; who reads above it stays there. To be called after what adds the text. */
export const scrolling = {
  onWindow() {
    // The text is drawn in the next frame.
    const root = document.documentElement;
    const boxes = state.view === 'transcript' ? [root] : [...document.querySelectorAll('.lines')];
    const atEnd = boxes.filter(box => box.scrollTop > 0 && box.scrollTop + box.clientHeight >= box.scrollHeight - AT_END || (box !== root && box.scrollHeight <= box.clientHeight));
    requestAnimationFrame(() => atEnd.forEach(box => { box.scrollTop = box.scrollHeight; }));
  }
};

let dragging = false;

function setDragging(value) {
  if (dragging !== value) {
    dragging = value;
    changed();
  }
}

const hasFiles = event => event.dataTransfer?.types.includes('Files');

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');

/** The first transcript gets the focus, and scrolls into view: on a phone it would be far below. */
function transcribe(files) {
  if (!files.length) {
    return;
  }
  location.hash = 'transcribe';
  const { id } = addFiles(files, uploadFields());
  // It is drawn in the next frame.
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const card = document.getElementById(id);
    card?.focus({ preventScroll: true });
    // It grows as text is added.
    if (card && card.getBoundingClientRect().top > innerHeight / 2) {
      card.scrollIntoView({ block: 'start', behavior: reducedMotion.matches ? 'auto' : 'smooth' });
    }
  }));
}

function onDrop(event) {
  event.preventDefault();
  setDragging(false);
  const items = [...event.dataTransfer.items].filter(item => item.kind === 'file');
  const isFolder = item => item.webkitGetAsEntry()?.isDirectory;
  if (items.some(isFolder)) {
    showToast('error', 'A folder cannot be dropped. Open it and drop its files; a folder on the machine where Earshot runs can be transcribed under Jobs.');
  }
  transcribe(items.filter(item => !isFolder(item)).map(item => item.getAsFile()));
}

// Anywhere on the page: the browser would replace the page by a file that is dropped beside the view.
addEventListener('dragover', event => {
  if (hasFiles(event)) {
    event.preventDefault();
    setDragging(true);
  }
});
addEventListener('dragleave', event => !event.relatedTarget && setDragging(false));
addEventListener('drop', event => hasFiles(event) && onDrop(event));
addEventListener('paste', event => state.view === 'transcribe' && transcribe([...event.clipboardData.files]));
// What is not uploaded yet would be lost.
addEventListener('beforeunload', event => {
  if (isRecording() || session.transcripts.some(each => ['pending', 'uploading'].includes(each.phase))) {
    event.preventDefault();
  }
});

function onChoose(event) {
  transcribe([...event.target.files]);
  // The same file can be chosen again.
  event.target.value = '';
}

const chooser = locked => html`<div class="chooser">
  <svg viewBox="0 0 24 24" width="44" height="44" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
    <path d="M12 15V4m0 0L7.5 8.5M12 4l4.5 4.5M4 15v3a2.5 2.5 0 0 0 2.5 2.5h11A2.5 2.5 0 0 0 20 18v-3"/></svg>
  <strong>Drop audio or video here</strong>
  <input class="hidden" id="files" type="file" accept="audio/*,video/*" multiple tabindex="-1" aria-hidden="true" ?disabled=${locked} @change=${onChoose}>
  <button id="choose" class="plain" ?disabled=${locked} @click=${() => document.getElementById('files').click()}>Choose files</button>
</div>`;

/** Actions on all transcripts that have ended. */
function batchActions() {
  const over = session.transcripts.filter(isOver);
  const withText = over.filter(each => each.job && each.segments.length);
  return over.length > 1 ? html`<div class="row batch"><span class="soft small grow">${over.length} of ${session.transcripts.length} are done</span>
    ${withText.length > 1 ? html`<button class="plain small" @click=${() => copyAll(withText, document.getElementById('transcripts'))}>Copy all</button>
      <button class="plain small" @click=${() => saveAll(withText)}>Download all as text</button>` : nothing}
    <button class="plain small" title="They stay under Jobs" @click=${() => { over.forEach(remove); document.getElementById('choose').focus(); }}>Clear the list</button></div>` : nothing;
}

/** Recordings whose page was closed before the service had them. */
let abandoned = [];
loadAbandoned().then(files => {
  abandoned = files;
  changed();
});

function abandonedRecording(file) {
  const removeFromList = () => {
    abandoned = abandoned.filter(each => each !== file);
    changed();
  };
  return html`<div class="card row abandoned"><p class="grow"><strong>${file.name}</strong> was not sent: its page was closed. This browser has kept it.</p>
    <button class="small" aria-label="Transcribe ${file.name}" @click=${() => { removeFromList(); transcribe([file]); }}>Transcribe</button>
    <button class="danger small" aria-label="Delete ${file.name}" @click=${() => { removeFromList(); deleteRecording(file.recordingId); }}>Delete</button></div>`;
}

const MAX_RECENT = 5;

/** The last transcripts that this page does not show: from another tab, another machine, or before a reload. */
function recent() {
  const shown = new Set(session.transcripts.map(each => each.job?.id));
  const jobs = [...state.jobs.values()].filter(job => isTranscription(job) && !job.parent && job.state === 'completed' && !shown.has(job.id))
    .sort((one, other) => Date.parse(other.ended) - Date.parse(one.ended)).slice(0, MAX_RECENT);
  return jobs.length ? html`<section class="recent card" aria-labelledby="recent-title"><h2 id="recent-title">Recent</h2><ul>${repeat(jobs, job => job.id, job => html`
    <li><a href="#transcript/${job.id}" title=${job.name}>${shortName(job.name ?? job.id)}</a>
      <span class="soft small number">${[job.duration ? clock(job.duration) : '', time(job.ended)].filter(Boolean).join(' · ')}</span></li>`)}</ul>
    <p class="small"><a href="#jobs">All jobs</a></p></section>` : nothing;
}

const dropTarget = html`<div class="drop" aria-hidden="true"><strong>Drop to transcribe</strong></div>`;

export const transcribeView = {
  id: 'transcribe',
  title: 'Transcribe',
  count: () => session.transcripts.filter(each => !isOver(each)).length,
  render: () => html`<div class="transcribe">
    <h1>What was said?</h1>
    <p class="soft">Drop a recording or speak, and read along. The audio goes to this service and nowhere else.</p>
    <section class="card begin" aria-label="New transcript">
      ${state.locked ? html`<p class="lock-note"><strong>Enter the API key to begin.</strong>${session.transcripts.some(each => each.phase === 'pending') ? ' The files below are sent then.' : ''}</p>` : nothing}
      <div class="ways">${chooser(state.locked)}${recorder(file => transcribe([file]), state.locked)}</div>
      ${uploadOptions()}
    </section>
    ${repeat(abandoned, file => file.recordingId, abandonedRecording)}
    ${batchActions()}
    <section id="transcripts" aria-label="Transcripts">${repeat(session.transcripts, each => each.id, transcriptCard)}</section>
    ${recent()}
    <p class="hidden" aria-live="polite"><span lang=${session.announcementLanguage ?? nothing} dir="auto">${session.announcement}</span></p>
    ${dragging ? dropTarget : nothing}
  </div>`
};
