// Drop a file or press record, and watch the words come.
import { html, nothing, repeat } from '../html.js';
import { choicesForm, fields } from '../parts/choices.js';
import { isRecording, recorder } from '../parts/recorder.js';
import { transcriptCard } from '../parts/transcript.js';
import { changed, state, tell } from '../store.js';
import { add, heard as heardBy, isOver, session } from '../transcripts.js';

/** A window of some job was recognised. Who reads at the end of a transcript stays at its end; who reads above it stays there. */
export function heard(window) {
  const atEnd = [...document.querySelectorAll('.lines')].filter(box => box.scrollTop + box.clientHeight >= box.scrollHeight - 8);
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

function take(files) {
  if (files.length) {
    location.hash = 'transcribe';
    add(files, fields());
  }
}

function dropped(event) {
  event.preventDefault();
  drag(false);
  const items = [...event.dataTransfer.items].filter(item => item.kind === 'file');
  const isFolder = item => item.webkitGetAsEntry()?.isDirectory;
  if (items.some(isFolder)) {
    tell('error', 'A folder cannot be dropped. Drop its files, or give a folder of the service’s machine to the form under Jobs.');
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

const chooser = () => html`<div class="chooser">
  <svg viewBox="0 0 24 24" width="44" height="44" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
    <path d="M12 15V4m0 0L7.5 8.5M12 4l4.5 4.5M4 15v3a2.5 2.5 0 0 0 2.5 2.5h11A2.5 2.5 0 0 0 20 18v-3"/></svg>
  <strong>Drop sound or video here</strong>
  <input class="hidden" id="files" type="file" accept="audio/*,video/*" multiple tabindex="-1" aria-hidden="true" @change=${chosen}>
  <button id="choose" class="plain" @click=${() => document.getElementById('files').click()}>Choose files</button>
</div>`;

const wide = html`<div class="drop" aria-hidden="true"><strong>Drop to transcribe</strong></div>`;

export const transcribe = {
  id: 'transcribe',
  title: 'Transcribe',
  count: () => session.transcripts.filter(each => !isOver(each)).length + (isRecording() ? 1 : 0),
  render: () => html`<div class="transcribe">
    <h1>What was said?</h1>
    <p class="soft">Drop a recording or speak, and read along. The sound goes to this service and nowhere else.</p>
    <section class="card begin" aria-label="New transcript">
      <div class="ways">${chooser()}${recorder(file => take([file]))}</div>
      ${choicesForm()}
    </section>
    <section aria-label="Transcripts">${repeat(session.transcripts, each => each.id, transcriptCard)}</section>
    <p class="hidden" aria-live="polite"><span lang=${session.saidIn ?? nothing} dir="auto">${session.said}</span></p>
    ${dragging ? wide : nothing}
  </div>`
};
