// The controls of settings. Each shows where its value comes from, resets it where the user set it, and shows its problem.
import { html, live, nothing } from '../shared/html.js';
import { setting } from '../shared/store.js';
import { badge } from '../shared/widgets.js';
import { draftText, draftValue, onBlur, onChange, onInput, outcomeOf, reset } from './drafts.js';

const SOURCES = { default: 'default', file: 'configuration file', environment: 'environment', 'command-line': 'command line', user: 'set here' };

const idOf = key => key.replace('.', '-').replaceAll('_', '-');

const describedBy = (group, key, more = '') =>
  `${idOf(key)}-source ${more}${outcomeOf(group).problems[key] ? ` ${idOf(key)}-error` : ''}`;

function onReset(group, key) {
  reset(group, [key]);
  // The button disappears; the focus moves to the control.
  (document.getElementById(idOf(key)) ?? document.querySelector(`[name="${key}"]:checked`))?.focus();
}

/** Where a value comes from. The button keeps its place while there is nothing to reset. */
export function source(group, key, name) {
  const from = setting(key).source;
  return html`<span class="source"><span id="${idOf(key)}-source"><span class="hidden">Set by: </span>${badge(from === 'user' ? 'busy' : '', SOURCES[from] ?? from)}</span>
    <button type="button" class="small quiet reset ${from === 'user' ? '' : 'gone'}" aria-label="Reset ${name}" @click=${() => onReset(group, key)}>Reset</button></span>`;
}

function problem(group, key) {
  const text = outcomeOf(group).problems[key];
  return html`<span class="error small" id="${idOf(key)}-error">${text ?? nothing}</span>`;
}

function field(group, key, name, hint, control) {
  return html`<div class="field"><label for=${idOf(key)}>${name}</label>${source(group, key, name)}
    <div class="control">${control}<span class="soft small" id="${idOf(key)}-hint">${hint}</span></div>${problem(group, key)}</div>`;
}

/** Empty text is no number; the service reports what is wrong with it. */
const valueOf = (text, parse) => (text === '' ? '' : parse(text));

/** @param bounds {min, max, unit, step}; `parse` makes the value of the typed text, `format` the text of a value */
export function numberField(group, key, name, hint, { min, max, unit, step = 1, format = String, parse = Number, disabled = false }) {
  const text = draftText(key) ?? String(format(setting(key).value));
  return field(group, key, name, hint, html`<span class="row"><input id=${idOf(key)} type="number" min=${min} max=${max ?? nothing} step=${step}
    aria-describedby=${describedBy(group, key, `${idOf(key)}-hint`)} aria-invalid=${outcomeOf(group).problems[key] ? 'true' : 'false'} ?disabled=${disabled}
    .value=${live(text)} @input=${({ target }) => onInput(key, target.value, valueOf(target.value, parse))}
    @change=${({ target }) => onChange(group, key, target.value, valueOf(target.value, parse))} @blur=${() => onBlur(key)}>${unit}</span>`);
}

/** @param options of {value, name, group} */
export function selectField(group, key, name, hint, options) {
  return field(group, key, name, hint, html`<select id=${idOf(key)} aria-describedby=${describedBy(group, key, `${idOf(key)}-hint`)}
    aria-invalid=${outcomeOf(group).problems[key] ? 'true' : 'false'} @change=${event => onChange(group, key, event.target.value)}>
    ${options.map(option => html`<option value=${option.value} .selected=${live(option.value === draftValue(key))}>${option.name}</option>`)}</select>`);
}

export function checkboxField(group, key, name, hint) {
  return html`<div class="field"><span class="check"><input type="checkbox" id=${idOf(key)} aria-describedby=${describedBy(group, key, `${idOf(key)}-hint`)}
    .checked=${live(draftValue(key) === true)} @change=${event => onChange(group, key, event.target.checked)}><label for=${idOf(key)}>${name}</label></span>
    ${source(group, key, name)}<span class="soft small control" id="${idOf(key)}-hint">${hint}</span>${problem(group, key)}</div>`;
}

/** Choices as cards. @param choices of {value, name, text, more} */
export function cardsField(group, key, name, choices) {
  return html`<div role="radiogroup" aria-label=${name} aria-describedby=${describedBy(group, key)} class="cards">${choices.map(choice => {
    const id = `${idOf(key)}-${choice.value}`;
    const chosen = draftValue(key) === choice.value;
    return html`<div class="choice ${chosen ? 'chosen' : ''}"><label for=${id}><input type="radio" id=${id} name=${key} value=${choice.value}
      aria-describedby="${id}-text" .checked=${live(chosen)} @change=${() => onChange(group, key, choice.value)}> ${choice.name}</label>
      <div id="${id}-text" class="small">${choice.text}</div>${choice.more ?? nothing}</div>`;
  })}</div>${problem(group, key)}`;
}
