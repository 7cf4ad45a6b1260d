// The form for a folder job. It remembers what it was last asked for.
import { html, nothing } from '../html.js';
import { post } from '../api.js';
import { jobChanged } from '../live.js';
import { changed, state, tell } from '../store.js';

const KEPT = 'earshot.folder';
const FORMATS = { text: 'Text (.txt)', srt: 'Subtitles (.srt)', vtt: 'Web subtitles (.vtt)', json: 'JSON', verbose_json: 'JSON with times' };
/** To choose from; any other code or English name that Whisper knows can be written. */
const LANGUAGES = ['ar', 'cs', 'da', 'de', 'el', 'en', 'es', 'fi', 'fr', 'he', 'hi', 'hu', 'id', 'it', 'ja', 'ko', 'nl', 'no', 'pl', 'pt', 'ro', 'ru', 'sv',
  'th', 'tr', 'uk', 'vi', 'zh'];
const NAMES = new Intl.DisplayNames('en', { type: 'language' });

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

const last = remembered();
let refused = null;
let sending = false;

async function submit(event) {
  event.preventDefault();
  if (sending) {
    return;
  }
  // What is left empty is for the service to decide.
  const asked = Object.fromEntries([...new FormData(event.target)].map(([field, value]) => [field, value.trim()]).filter(([, value]) => value));
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

const choice = (value, words, chosen) => html`<option value=${value} ?selected=${value === chosen}>${words}</option>`;

function models() {
  const known = state.models?.models ?? [];
  const standard = known.find(model => model.standard);
  const of = installed => known.filter(model => model.installed === installed).map(model => choice(model.name, model.name, last.model));
  return html`<option value="">${standard ? `The default (${standard.name})` : 'The default'}</option>
    <optgroup label="On this machine">${of(true)}</optgroup><optgroup label="Downloaded when needed">${of(false)}</optgroup>`;
}

export function folderForm() {
  return html`<details class="card"><summary><h2>Transcribe a folder</h2></summary>
    <form class="fields" @submit=${submit} aria-describedby="folder-about">
      <p id="folder-about" class="soft small wide">Every recording in it and in its subfolders, on the machine where Earshot runs. What has a transcript already is left as it is.
        It must lie in one that <code>jobs.roots</code> in earshot.yaml names (or EARSHOT_JOBS_ROOTS).</p>
      <label class="wide">Folder<input name="path" required autocomplete="off" spellcheck="false" placeholder="/recordings" .defaultValue=${last.path ?? ''}
        aria-invalid=${refused ? 'true' : nothing} aria-describedby=${refused ? 'folder-refused' : nothing}></label>
      <label class="wide">Folder for the transcripts<input name="output" autocomplete="off" spellcheck="false" placeholder="beside the recordings" .defaultValue=${last.output ?? ''}></label>
      <label>Format<select name="format">${Object.entries(FORMATS).map(([value, words]) => choice(value, words, last.format))}</select></label>
      <label>Model<select name="model">${models()}</select></label>
      <label>Language<input name="language" list="folder-languages" autocomplete="off" placeholder="found out by itself" .defaultValue=${last.language ?? ''}></label>
      <datalist id="folder-languages">${LANGUAGES.map(code => html`<option value=${code}>${NAMES.of(code)}</option>`)}</datalist>
      <label>Priority<select name="priority">${choice('batch', 'When nobody waits', last.priority)}${choice('interactive', 'At once', last.priority)}</select></label>
      <label class="check wide"><input name="translate" type="checkbox" .defaultChecked=${last.translate === 'on'}>Translate into English</label>
      <div class="row wide"><button aria-disabled=${sending ? 'true' : nothing}>Begin</button>
        <p class="error grow" id="folder-refused" role="alert">${refused ?? ''}</p></div>
    </form></details>`;
}
