// How the next files are to be transcribed: language, model, translation. Remembered by the browser.
import { html, nothing, repeat } from '../html.js';
import { bytes } from '../format.js';
import { languages } from '../languages.js';
import { changed, state } from '../store.js';

const KEY = 'earshot.choices';

const choices = { language: 'auto', model: '', translate: false, prompt: '', ...remembered() };

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function choose(more) {
  Object.assign(choices, more);
  localStorage.setItem(KEY, JSON.stringify(choices));
  changed();
}

const models = () => state.models?.models ?? [];

/** The model that will be used; the default one where the chosen one is gone. */
const model = () => models().find(each => each.name === choices.model) ?? models().find(each => each.standard);

const englishOnly = () => model()?.languages === 'en' || (model()?.name ?? '').endsWith('.en');

/** The fields of an upload. What is wanted on the page is wanted now, so it goes before batch work. */
export const fields = () => ({
  model: models().some(each => each.name === choices.model) ? choices.model : '',
  language: englishOnly() ? '' : choices.language,
  task: choices.translate && !englishOnly() ? 'translate' : 'transcribe',
  prompt: choices.prompt.trim(),
  priority: 'interactive'
});

/** A model that is here, for when another one cannot be had; undefined where there is none. */
export function instead(name) {
  const here = models().filter(each => each.installed && each.name !== name).map(each => each.name);
  return (state.models?.recommended ?? []).map(each => each.model).find(each => here.includes(each)) ?? here[0];
}

function describe(each) {
  const notes = [bytes(each.bytes), each.languages === 'en' ? 'English only' : null, each.fits === false ? 'too large for this machine' : null, each.note];
  return `${each.name} (${notes.filter(Boolean).join(', ')})`;
}

function group(label, list) {
  return list.length ? html`<optgroup label=${label}>${repeat(list, each => each.name, each =>
    html`<option value=${each.name} .selected=${each.name === choices.model}>${describe(each)}</option>`)}</optgroup>` : nothing;
}

function modelSelect() {
  const standard = models().find(each => each.standard);
  return html`<div class="choice"><label for="choice-model">Model</label>
    <select id="choice-model" aria-describedby="choice-hint" @change=${event => choose({ model: event.target.value })}>
      <option value="" .selected=${!models().some(each => each.name === choices.model)}>Default${standard ? `: ${describe(standard)}` : ''}</option>
      ${group('On this machine', models().filter(each => each.installed))}
      ${group('Downloaded first', models().filter(each => !each.installed && each.fits !== false))}
    </select></div>`;
}

function languageSelect() {
  const english = englishOnly();
  return html`<div class="choice"><label for="choice-language">Language</label>
    <select id="choice-language" ?disabled=${english} @change=${event => choose({ language: event.target.value })}>
      <option value="auto" .selected=${!english && choices.language === 'auto'}>Detect automatically</option>
      ${languages.map(([code, title]) => html`<option value=${code} .selected=${code === (english ? 'en' : choices.language)}>${title}</option>`)}
    </select></div>`;
}

function hint() {
  const chosen = model();
  const other = chosen && !chosen.installed ? instead(chosen.name) : undefined;
  const notes = [
    other ? html` <button class="link" @click=${() => choose({ model: other })}>Use ${other}, which is here</button>. ` : nothing,
    englishOnly() ? `${chosen.name} knows English only, so there is no language to choose and nothing to translate.` : nothing,
    chosen?.installed && chosen.note ? ` ${chosen.name}: ${chosen.note}.` : nothing
  ];
  return html`${chosen && !chosen.installed ? `${chosen.name} is downloaded first: ${bytes(chosen.bytes)}, once.` : nothing}${notes}`;
}

export const choicesForm = () => html`<div class="choices">
  ${languageSelect()}
  ${modelSelect()}
  <label class="check"><input type="checkbox" aria-describedby="choice-hint" .checked=${choices.translate && !englishOnly()} ?disabled=${englishOnly()}
    @change=${event => choose({ translate: event.target.checked })}> Translate to English</label>
  <p class="hint soft small" id="choice-hint">${hint()}</p>
  <details class="more" ?open=${Boolean(choices.prompt)}><summary>Words to expect</summary>
    <label for="choice-prompt" class="soft small">Names and terms as they are written, such as Grünewald, Vert.x, OAuth. The model then spells them so.</label>
    <textarea id="choice-prompt" rows="2" maxlength="1000" spellcheck="false" .value=${choices.prompt} @change=${event => choose({ prompt: event.target.value })}></textarea></details>
</div>`;
