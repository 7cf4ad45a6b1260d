// The controls of settings. Each says where its value comes from, takes it back if it is the user's own, and has its error beside it.
import { classMap, html, live, nothing } from '../html.js';
import { setting } from '../store.js';
import { badge } from '../parts/parts.js';
import { draft, entered, left, outcome, reset, typed, value } from './drafts.js';

const SOURCES = { default: 'default', file: 'configuration file', environment: 'environment', 'command-line': 'command line', user: 'set here' };

export const idOf = key => key.replace('.', '-').replaceAll('_', '-');

const describedBy = (group, key, more = '') =>
  `${idOf(key)}-source ${more}${outcome(group.id).problems[key] ? ` ${idOf(key)}-error` : ''}`;

function takeBack(group, key) {
  reset(group, [key]);
  // The button goes; the focus goes to what it was about.
  (document.getElementById(idOf(key)) ?? document.querySelector(`[name="${key}"]:checked`))?.focus();
}

/** Where a value comes from. The button keeps its place while there is nothing to take back. */
export function source(group, key, name) {
  const from = setting(key).source;
  return html`<span class="source"><span id="${idOf(key)}-source"><span class="hidden">Set by: </span>${badge(from === 'user' ? 'busy' : '', SOURCES[from] ?? from)}</span>
    <button type="button" class="small quiet reset ${from === 'user' ? '' : 'gone'}" aria-label="Reset ${name}" @click=${() => takeBack(group, key)}>Reset</button></span>`;
}

export function problem(group, key) {
  const text = outcome(group.id).problems[key];
  return html`<span class="error small" id="${idOf(key)}-error">${text ?? nothing}</span>`;
}

function field(group, key, name, hint, control) {
  return html`<div class="field"><label for=${idOf(key)}>${name}</label>${source(group, key, name)}
    <div class="control">${control}<span class="soft small" id="${idOf(key)}-hint">${hint}</span></div>${problem(group, key)}</div>`;
}

/** What cannot be a number is sent as it is: the service says what is wrong with it. */
const sent = (text, entry) => (text === '' ? '' : entry(text));

/** @param bounds {min, max, unit}; `entry` makes of the typed text what is sent, `shown` the other way */
export function number(group, key, name, hint, { min, max, unit, step = 1, shown = String, entry = Number, disabled = false }) {
  const text = typed(key) ?? String(shown(setting(key).value));
  return field(group, key, name, hint, html`<span class="row"><input id=${idOf(key)} type="number" min=${min} max=${max ?? nothing} step=${step}
    aria-describedby=${describedBy(group, key, `${idOf(key)}-hint`)} aria-invalid=${outcome(group.id).problems[key] ? 'true' : 'false'} ?disabled=${disabled}
    .value=${live(text)} @input=${({ target }) => draft(key, target.value, sent(target.value, entry))}
    @change=${({ target }) => entered(group, key, target.value, sent(target.value, entry))} @blur=${() => left(key)}>${unit}</span>`);
}

/** @param options of {value, name, group} */
export function select(group, key, name, hint, options) {
  return field(group, key, name, hint, html`<select id=${idOf(key)} aria-describedby=${describedBy(group, key, `${idOf(key)}-hint`)}
    aria-invalid=${outcome(group.id).problems[key] ? 'true' : 'false'} @change=${event => entered(group, key, event.target.value)}>
    ${options.map(option => html`<option value=${option.value} .selected=${live(option.value === value(key))}>${option.name}</option>`)}</select>`);
}

export function checkbox(group, key, name, hint) {
  return html`<div class="field"><span class="check"><input type="checkbox" id=${idOf(key)} aria-describedby=${describedBy(group, key, `${idOf(key)}-hint`)}
    .checked=${live(value(key) === true)} @change=${event => entered(group, key, event.target.checked)}><label for=${idOf(key)}>${name}</label></span>
    ${source(group, key, name)}<span class="soft small control" id="${idOf(key)}-hint">${hint}</span>${problem(group, key)}</div>`;
}

/** Choices as cards. @param choices of {value, name, text, more} */
export function cards(group, key, name, choices) {
  return html`<div role="radiogroup" aria-label=${name} aria-describedby=${describedBy(group, key)} class="cards">${choices.map(choice => {
    const id = `${idOf(key)}-${choice.value}`;
    const chosen = value(key) === choice.value;
    return html`<div class=${classMap({ choice: true, chosen })}><label for=${id}><input type="radio" id=${id} name=${key} value=${choice.value}
      aria-describedby="${id}-text" .checked=${live(chosen)} @change=${() => entered(group, key, choice.value)}> ${choice.name}</label>
      <div id="${id}-text" class="small">${choice.text}</div>${choice.more ?? nothing}</div>`;
  })}</div>${problem(group, key)}`;
}
