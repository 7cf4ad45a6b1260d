// Drop a file or press record, and watch the words come.
import { html, nothing, repeat } from '../html.js';
import { clock, time } from '../format.js';
import { forget, leftBehind } from '../kept.js';
import { choicesForm, fields } from '../parts/choices.js';
import { isRecording, recorder } from '../parts/recorder.js';
import { short } from '../parts/name.js';
import { copyAll, saveAll } from '../parts/take.js';
import { transcriptCard } from '../parts/transcript.js';
import { changed, state, tell } from '../store.js';
import { add, heard as heardBy, isOver, remove, session, spoken } from '../transcripts.js';

/** A window of some job was recognised. Who reads at the end of a transcript stays at its end; who reads above it stays there. */
export function heard(window) {
  const root = document.documentElement;
  const boxes = state.view === 'transcript' ? [root] : [...document.querySelectorAll('.lines')];
  const atEnd = boxes.filter(box => box.scrollTop > 0 && box.scrollTop + box.clientHeight >= box.scrollHeight - 8 || (box !== root && box.scrollHeight <= box.clientHeight));
  heardBy(window);
  requestAnimationFrame(() => atEnd.forEach(box => { box.scrollTop = box.scrollHeight; }));
}

let dragging = false;

function drag(now) {
  if (dragging !== now) {
    dragging = now;
    changed();
  }
}

const holdsFiles = event => event.dataTransfer?.types.includes('Files');

const calm = matchMedia('(prefers-reduced-motion: reduce)');

/** What was begun comes into view, with the focus: on a phone it would be far below. */
function take(files) {
  if (!files.length) {
    return;
  }
  location.hash = 'transcribe';
  const { id } = add(files, fields());
  // Drawn in the frame that add() asked for.
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const card = document.getElementById(id);
    card?.focus({ preventScroll: true });
    // It grows as the words come.
    if (card && card.getBoundingClientRect().top > innerHeight / 2) {
      card.scrollIntoView({ block: 'start', behavior: calm.matches ? 'auto' : 'smooth' });
    }
  }));
}

function dropped(event) {
  event.preventDefault();
  drag(false);
  const items = [...event.dataTransfer.items].filter(item => item.kind === 'file');
  const isFolder = item => item.webkitGetAsEntry()?.isDirectory;
  if (items.some(isFolder)) {
    tell('error', 'A folder cannot be dropped. Open it and drop its files; a folder on the machine where Earshot runs can be transcribed under Jobs.');
  }
  take(items.filter(item => !isFolder(item)).map(item => item.getAsFile()));
}

// Anywhere on the page: else a file dropped beside the view would be opened in place of it.
addEventListener('dragover', event => {
  if (holdsFiles(event)) {
    event.preventDefault();
    drag(true);
  }
});
addEventListener('dragleave', event => !event.relatedTarget && drag(false));
addEventListener('drop', event => holdsFiles(event) && dropped(event));
addEventListener('paste', event => state.view === 'transcribe' && take([...event.clipboardData.files]));
// What is neither sent nor saved would be gone.
addEventListener('beforeunload', event => {
  if (isRecording() || session.transcripts.some(each => ['held', 'uploading'].includes(each.phase))) {
    event.preventDefault();
  }
});

function chosen(event) {
  take([...event.target.files]);
  // So that the same file can be chosen again.
  event.target.value = '';
}

const chooser = locked => html`<div class="chooser">
  <svg viewBox="0 0 24 24" width="44" height="44" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
    <path d="M12 15V4m0 0L7.5 8.5M12 4l4.5 4.5M4 15v3a2.5 2.5 0 0 0 2.5 2.5h11A2.5 2.5 0 0 0 20 18v-3"/></svg>
  <strong>Drop audio or video here</strong>
  <input class="hidden" id="files" type="file" accept="audio/*,video/*" multiple tabindex="-1" aria-hidden="true" ?disabled=${locked} @change=${chosen}>
  <button id="choose" class="plain" ?disabled=${locked} @click=${() => document.getElementById('files').click()}>Choose files</button>
</div>`;

/** Many at once are taken away and put away at once. */
function together() {
  const over = session.transcripts.filter(isOver);
  const worthHaving = over.filter(each => each.job && each.segments.length);
  return over.length > 1 ? html`<div class="row together"><span class="soft small grow">${over.length} of ${session.transcripts.length} are done</span>
    ${worthHaving.length > 1 ? html`<button class="plain small" @click=${() => copyAll(worthHaving, document.getElementById('transcripts'))}>Copy all</button>
      <button class="plain small" @click=${() => saveAll(worthHaving)}>Download all as text</button>` : nothing}
    <button class="plain small" title="They stay under Jobs" @click=${() => { over.forEach(remove); document.getElementById('choose').focus(); }}>Clear the list</button></div>` : nothing;
}

/** Recordings of a page that is gone before the service had them. */
let left = [];
leftBehind().then(files => {
  left = files;
  changed();
});

function saved(file) {
  const without = () => {
    left = left.filter(each => each !== file);
    changed();
  };
  return html`<div class="card row saved"><p class="grow"><strong>${file.name}</strong> was not sent: its page was closed. This browser has kept it.</p>
    <button class="small" aria-label="Transcribe ${file.name}" @click=${() => { without(); take([file]); }}>Transcribe</button>
    <button class="danger small" aria-label="Delete ${file.name}" @click=${() => { without(); forget(file.kept); }}>Delete</button></div>`;
}

const RECENT = 5;

/** What has ended lately and is not on this page: begun in another tab, on another machine, or before a reload. */
function recent() {
  const shown = new Set(session.transcripts.map(each => each.job?.id));
  const jobs = [...state.jobs.values()].filter(job => spoken(job) && !job.parent && job.state === 'completed' && !shown.has(job.id))
    .sort((one, other) => Date.parse(other.ended) - Date.parse(one.ended)).slice(0, RECENT);
  return jobs.length ? html`<section class="recent card" aria-labelledby="recent-title"><h2 id="recent-title">Recent</h2><ul>${repeat(jobs, job => job.id, job => html`
    <li><a href="#transcript/${job.id}" title=${job.name}>${short(job.name ?? job.id)}</a>
      <span class="soft small number">${[job.duration ? clock(job.duration) : '', time(job.ended)].filter(Boolean).join(' · ')}</span></li>`)}</ul>
    <p class="small"><a href="#jobs">All jobs</a></p></section>` : nothing;
}

const wide = html`<div class="drop" aria-hidden="true"><strong>Drop to transcribe</strong></div>`;

export const transcribe = {
  id: 'transcribe',
  title: 'Transcribe',
  count: () => session.transcripts.filter(each => !isOver(each)).length,
  render: () => html`<div class="transcribe">
    <h1>What was said?</h1>
    <p class="soft">Drop a recording or speak, and read along. The audio goes to this service and nowhere else.</p>
    <section class="card begin" aria-label="New transcript">
      ${state.locked ? html`<p class="lock-note"><strong>Enter the API key to begin.</strong>${session.transcripts.some(each => each.phase === 'held') ? ' The files below are sent then.' : ''}</p>` : nothing}
      <div class="ways">${chooser(state.locked)}${recorder(file => take([file]), state.locked)}</div>
      ${choicesForm()}
    </section>
    ${repeat(left, file => file.kept, saved)}
    ${together()}
    <section id="transcripts" aria-label="Transcripts">${repeat(session.transcripts, each => each.id, transcriptCard)}</section>
    ${recent()}
    <p class="hidden" aria-live="polite"><span lang=${session.saidIn ?? nothing} dir="auto">${session.said}</span></p>
    ${dragging ? wide : nothing}
  </div>`
};
