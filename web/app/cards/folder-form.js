// The form for a folder job. It remembers what it was last asked for.
import { html, nothing, repeat } from '../html.js';
import { post } from '../api.js';
import { languages } from '../languages.js';
import { jobChanged } from '../live.js';
import { changed, state, tell } from '../store.js';

const KEPT = 'earshot.folder';
const FORMATS = { text: 'Text (.txt)', srt: 'Subtitles (.srt)', vtt: 'Web subtitles (.vtt)', json: 'JSON', verbose_json: 'JSON with times' };
const PRIORITIES = { batch: 'When nothing else waits', interactive: 'Immediately' };

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

/** What stands in the fields, by name. Kept here, because they are made anew when the view is opened again. */
let written = remembered();
let open = false;
let refused = null;
let sending = false;

const read = form => Object.fromEntries(new FormData(form));

async function submit(event) {
  event.preventDefault();
  if (sending) {
    return;
  }
  // What is left empty is for the service to decide.
  written = Object.fromEntries(Object.entries(read(event.target)).map(([field, value]) => [field, value.trim()]).filter(([, value]) => value));
  localStorage.setItem(KEPT, JSON.stringify(written));
  sending = true;
  refused = null;
  changed();
  try {
    jobChanged(await post('/api/folders', { ...written, translate: written.translate === 'on' }));
    tell('done', 'The folder is being searched for recordings.');
  } catch (error) {
    refused = error.message;
  }
  sending = false;
  changed();
}

const choice = (value, words, chosen) => html`<option value=${value} .selected=${chosen}>${words}</option>`;

/** @param choices words by value; the first one holds where nothing was chosen */
const choose = (field, choices) => Object.entries(choices).map(([value, words], i) =>
  choice(value, words, written[field] in choices ? value === written[field] : i === 0));

function models() {
  const known = state.models?.models ?? [];
  const standard = known.find(model => model.standard);
  // By name: a model that moves to the other group must not hand its place, and with it the choice, to its neighbour.
  const of = installed => repeat(known.filter(model => model.installed === installed), model => model.name,
    model => choice(model.name, model.name, model.name === written.model));
  return html`${choice('', standard ? `The default (${standard.name})` : 'The default', !known.some(model => model.name === written.model))}
    <optgroup label="On this machine">${of(true)}</optgroup><optgroup label="Downloaded when needed">${of(false)}</optgroup>`;
}

export function folderForm() {
  return html`<details class="card" ?open=${open} @toggle=${event => { open = event.target.open; }}><summary><h2>Transcribe a folder</h2></summary>
    <form class="fields" @submit=${submit} @input=${event => { written = read(event.currentTarget); }} aria-describedby="folder-about">
      <p id="folder-about" class="soft small wide">Every recording in it and in its subfolders, on the machine where Earshot runs. Files that have a transcript already are skipped.
        Which folders may be used is set by <code>jobs.roots</code> in earshot.yaml (or EARSHOT_JOBS_ROOTS).</p>
      <label class="wide">Folder<input name="path" required autocomplete="off" spellcheck="false" placeholder="/recordings" .value=${written.path ?? ''}
        aria-invalid=${refused ? 'true' : nothing} aria-describedby=${refused ? 'folder-refused' : nothing}></label>
      <label class="wide">Folder for the transcripts<input name="output" autocomplete="off" spellcheck="false" placeholder="beside the recordings" .value=${written.output ?? ''}></label>
      <label>Format<select name="format">${choose('format', FORMATS)}</select></label>
      <label>Model<select name="model">${models()}</select></label>
      <label>Language<input name="language" list="folder-languages" autocomplete="off" placeholder="detected automatically" .value=${written.language ?? ''}></label>
      <datalist id="folder-languages">${languages.map(([code, title]) => html`<option value=${code}>${title}</option>`)}</datalist>
      <label>Priority<select name="priority">${choose('priority', PRIORITIES)}</select></label>
      <label class="check wide"><input name="translate" type="checkbox" .checked=${written.translate === 'on'}>Translate to English</label>
      <div class="row wide"><button aria-disabled=${sending ? 'true' : nothing}>Transcribe</button>
        <p class="error grow" id="folder-refused" role="alert">${refused ?? ''}</p></div>
    </form></details>`;
}
