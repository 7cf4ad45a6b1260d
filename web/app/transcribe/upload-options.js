// How the next files are to be transcribed: language, model, translation. Remembered by the browser.
import { html, nothing, repeat } from '../shared/html.js';
import { bytes } from '../shared/format.js';
import { languages } from '../shared/languages.js';
import { changed, state } from '../shared/store.js';

const KEY = 'earshot.choices';

const options = { language: 'auto', model: '', translate: false, prompt: '', ...remembered() };

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function setOptions(changes) {
  Object.assign(options, changes);
  localStorage.setItem(KEY, JSON.stringify(options));
  changed();
}

const knownModels = () => state.models?.models ?? [];

/** The model that will be used: the default one where the selected one is gone. */
const selectedModel = () => knownModels().find(each => each.name === options.model) ?? knownModels().find(each => each.standard);

const isEnglishOnly = () => selectedModel()?.languages === 'en';

/** The fields of an upload. The user waits for the text, so it goes before batch work. */
export const uploadFields = () => ({
  model: knownModels().some(each => each.name === options.model) ? options.model : '',
  language: isEnglishOnly() ? '' : options.language,
  task: options.translate && !isEnglishOnly() ? 'translate' : 'transcribe',
  prompt: options.prompt.trim(),
  priority: 'interactive'
});

/** An installed model, for where another one cannot be downloaded; undefined where there is none. */
export function installedAlternative(name) {
  const installed = knownModels().filter(each => each.installed && each.name !== name).map(each => each.name);
  return (state.models?.recommended ?? []).map(each => each.model).find(each => installed.includes(each)) ?? installed[0];
}

function describe(model) {
  const notes = [bytes(model.bytes), model.languages === 'en' ? 'English only' : null, model.fits === false ? 'too large for this machine' : null, model.note];
  return `${model.name} (${notes.filter(Boolean).join(', ')})`;
}

function group(label, models) {
  return models.length ? html`<optgroup label=${label}>${repeat(models, each => each.name, each =>
    html`<option value=${each.name} .selected=${each.name === options.model}>${describe(each)}</option>`)}</optgroup>` : nothing;
}

function modelSelect() {
  const defaultModel = knownModels().find(each => each.standard);
  return html`<div class="choice"><label for="choice-model">Model</label>
    <select id="choice-model" aria-describedby="choice-hint" @change=${event => setOptions({ model: event.target.value })}>
      <option value="" .selected=${!knownModels().some(each => each.name === options.model)}>Default${defaultModel ? `: ${describe(defaultModel)}` : ''}</option>
      ${group('On this machine', knownModels().filter(each => each.installed))}
      ${group('Downloaded first', knownModels().filter(each => !each.installed && each.fits !== false))}
    </select></div>`;
}

function languageSelect() {
  const english = isEnglishOnly();
  return html`<div class="choice"><label for="choice-language">Language</label>
    <select id="choice-language" ?disabled=${english} @change=${event => setOptions({ language: event.target.value })}>
      <option value="auto" .selected=${!english && options.language === 'auto'}>Detect automatically</option>
      ${languages.map(([code, title]) => html`<option value=${code} .selected=${code === (english ? 'en' : options.language)}>${title}</option>`)}
    </select></div>`;
}

function hint() {
  const model = selectedModel();
  const alternative = model && !model.installed ? installedAlternative(model.name) : undefined;
  const notes = [
    alternative ? html` <button class="link" @click=${() => setOptions({ model: alternative })}>Use ${alternative}, which is here</button>. ` : nothing,
    isEnglishOnly() ? `${model.name} knows English only, so there is no language to choose and nothing to translate.` : nothing,
    model?.installed && model.note ? ` ${model.name}: ${model.note}.` : nothing
  ];
  return html`${model && !model.installed ? `${model.name} is downloaded first: ${bytes(model.bytes)}, once.` : nothing}${notes}`;
}

export const uploadOptions = () => html`<div class="choices">
  ${languageSelect()}
  ${modelSelect()}
  <label class="check"><input type="checkbox" aria-describedby="choice-hint" .checked=${options.translate && !isEnglishOnly()} ?disabled=${isEnglishOnly()}
    @change=${event => setOptions({ translate: event.target.checked })}> Translate to English</label>
  <p class="hint soft small" id="choice-hint">${hint()}</p>
  <details class="more" ?open=${Boolean(options.prompt)}><summary>Words to expect</summary>
    <label for="choice-prompt" class="soft small">Names and terms as they are written, such as Grünewald, Vert.x, OAuth. The model then spells them so.</label>
    <textarea id="choice-prompt" rows="2" maxlength="1000" spellcheck="false" .value=${options.prompt} @change=${event => setOptions({ prompt: event.target.value })}></textarea></details>
</div>`;
