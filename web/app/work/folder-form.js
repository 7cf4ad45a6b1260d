// The form for a folder job. It remembers what it was last asked for.
import { html, live, nothing, repeat } from '../html.js';
import { post } from '../api.js';
import { languages } from '../languages.js';
import { jobChanged } from '../live.js';
import { changed, state, tell } from '../store.js';

const KEPT = 'earshot.folder';
const FORMATS = { text: 'Text (.txt)', srt: 'Subtitles (.srt)', vtt: 'Web subtitles (.vtt)', json: 'JSON', verbose_json: 'JSON with times' };

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

/** What is in the fields: kept through changes of view, and through reloads once it was asked for. */
let typed = remembered();
let open = false;
let refused = null;
let sending = false;

/** What is left empty is for the service to decide. */
const entries = form => Object.fromEntries([...new FormData(form)].map(([field, value]) => [field, value.trim()]).filter(([, value]) => value));

async function submit(event) {
  event.preventDefault();
  if (sending) {
    return;
  }
  const asked = entries(event.target);
  localStorage.setItem(KEPT, JSON.stringify(asked));
  sending = true;
  refused = null;
  changed();
  try {
    jobChanged(await post('/api/folders', { ...asked, translate: asked.translate === 'on' }));
    tell('done', 'The folder is being looked through.');
  } catch (error) {
    refused = error.message;
  }
  sending = false;
  changed();
}

const choice = (value, words, chosen) => html`<option value=${value} .selected=${value === (chosen ?? '')}>${words}</option>`;
const choices = (models, chosen) => repeat(models, model => model.name, model => choice(model.name, model.name, chosen));

function models() {
  const known = state.models?.models ?? [];
  const standard = known.find(model => model.standard);
  const of = installed => choices(known.filter(model => model.installed === installed), typed.model);
  return html`<option value="" .selected=${!typed.model}>${standard ? `The default (${standard.name})` : 'The default'}</option>
    <optgroup label="On this machine">${of(true)}</optgroup><optgroup label="Downloaded when needed">${of(false)}</optgroup>`;
}

export function folderForm() {
  return html`<details class="card" ?open=${open} @toggle=${event => { open = event.target.open; }}><summary><h2>Transcribe a folder</h2></summary>
    <form class="fields" @submit=${submit} @input=${event => { typed = entries(event.currentTarget); }} aria-describedby="folder-about">
      <p id="folder-about" class="soft small wide">Every recording in it and in its subfolders, on the machine where Earshot runs. What has a transcript already is left as it is.
        It must lie in one that <code>jobs.roots</code> in earshot.yaml names (or EARSHOT_JOBS_ROOTS).</p>
      <label class="wide">Folder<input name="path" required autocomplete="off" spellcheck="false" placeholder="/recordings" .value=${live(typed.path ?? '')}
        aria-invalid=${refused ? 'true' : nothing} aria-describedby=${refused ? 'folder-refused' : nothing}></label>
      <label class="wide">Folder for the transcripts<input name="output" autocomplete="off" spellcheck="false" placeholder="beside the recordings" .value=${live(typed.output ?? '')}></label>
      <label>Format<select name="format">${Object.entries(FORMATS).map(([value, words]) => choice(value, words, (typed.format ?? 'text')))}</select></label>
      <label>Model<select name="model">${models()}</select></label>
      <label>Language<input name="language" list="folder-languages" autocomplete="off" placeholder="found out by itself" .value=${live(typed.language ?? '')}></label>
      <datalist id="folder-languages">${languages.map(([code, name]) => html`<option value=${code}>${name}</option>`)}</datalist>
      <label>Priority<select name="priority">${choice('batch', 'When nobody waits', typed.priority ?? 'batch')}${choice('interactive', 'At once', typed.priority)}</select></label>
      <label class="check wide"><input name="translate" type="checkbox" .checked=${live(typed.translate === 'on')}>Translate into English</label>
      <div class="row wide"><button aria-disabled=${sending ? 'true' : nothing}>Begin</button>
        <p class="error grow" id="folder-refused" role="alert">${refused ?? ''}</p></div>
    </form></details>`;
}
