// The form for a folder job. It remembers what was last entered.
import { html, nothing, repeat } from '../shared/html.js';
import { post } from '../shared/api.js';
import { languages } from '../shared/languages.js';
import { changed, showToast, state } from '../shared/store.js';
import { applyJob } from '../shared/sync.js';

const STORED = 'earshot.folder';
const FORMATS = { text: 'Text (.txt)', srt: 'Subtitles (.srt)', vtt: 'Web subtitles (.vtt)', json: 'JSON', verbose_json: 'JSON with times' };
const PRIORITIES = { batch: 'When nothing else waits', interactive: 'Immediately' };

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(STORED)) ?? {};
  } catch {
    return {};
  }
}

/** The values of the fields, by name. Kept here, because the elements are new whenever the view is opened. */
let values = remembered();
let open = false;
let error = null;
let sending = false;

const valuesOf = form => Object.fromEntries(new FormData(form));

async function submit(event) {
  event.preventDefault();
  if (sending) {
    return;
  }
  // Fields that are left empty are for the service to decide.
  values = Object.fromEntries(Object.entries(valuesOf(event.target)).map(([field, value]) => [field, value.trim()]).filter(([, value]) => value));
  localStorage.setItem(STORED, JSON.stringify(values));
  sending = true;
  error = null;
  changed();
  try {
    applyJob(await post('/api/folders', { ...values, translate: values.translate === 'on' }));
    showToast('done', 'The folder is being searched for recordings.');
  } catch (refusal) {
    error = refusal.message;
  }
  sending = false;
  changed();
}

const option = (value, label, selected) => html`<option value=${value} .selected=${selected}>${label}</option>`;

/** @param labels by value; the first one is the default */
const options = (field, labels) => Object.entries(labels).map(([value, label], i) =>
  option(value, label, values[field] in labels ? value === values[field] : i === 0));

function modelOptions() {
  const known = state.models?.models ?? [];
  const defaultModel = known.find(model => model.standard);
  // By name: a model that moves to the other group must not leave its element, and with it the choice, to its neighbour.
  const group = installed => repeat(known.filter(model => model.installed === installed), model => model.name,
    model => option(model.name, model.name, model.name === values.model));
  return html`${option('', defaultModel ? `The default (${defaultModel.name})` : 'The default', !known.some(model => model.name === values.model))}
    <optgroup label="On this machine">${group(true)}</optgroup><optgroup label="Downloaded when needed">${group(false)}</optgroup>`;
}

export function folderForm() {
  return html`<details class="card" ?open=${open} @toggle=${event => { open = event.target.open; }}><summary><h2>Transcribe a folder</h2></summary>
    <form class="fields" @submit=${submit} @input=${event => { values = valuesOf(event.currentTarget); }} aria-describedby="folder-about">
      <p id="folder-about" class="soft small wide">Every recording in it and in its subfolders, on the machine where Earshot runs. Files that have a transcript already are skipped.
        Which folders may be used is set by <code>jobs.roots</code> in earshot.yaml (or EARSHOT_JOBS_ROOTS).</p>
      <label class="wide">Folder<input name="path" required autocomplete="off" spellcheck="false" placeholder="/recordings" .value=${values.path ?? ''}
        aria-invalid=${error ? 'true' : nothing} aria-describedby=${error ? 'folder-refused' : nothing}></label>
      <label class="wide">Folder for the transcripts<input name="output" autocomplete="off" spellcheck="false" placeholder="beside the recordings" .value=${values.output ?? ''}></label>
      <label>Format<select name="format">${options('format', FORMATS)}</select></label>
      <label>Model<select name="model">${modelOptions()}</select></label>
      <label>Language<input name="language" list="folder-languages" autocomplete="off" placeholder="detected automatically" .value=${values.language ?? ''}></label>
      <datalist id="folder-languages">${languages.map(([code, title]) => html`<option value=${code}>${title}</option>`)}</datalist>
      <label>Priority<select name="priority">${options('priority', PRIORITIES)}</select></label>
      <label class="check wide"><input name="translate" type="checkbox" .checked=${values.translate === 'on'}>Translate to English</label>
      <div class="row wide"><button aria-disabled=${sending ? 'true' : nothing}>Transcribe</button>
        <p class="error grow" id="folder-refused" role="alert">${error ?? ''}</p></div>
    </form></details>`;
}
