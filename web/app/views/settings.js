// What a user may change while the service runs. Each group is saved as it is changed, and says so.
import { html, nothing } from '../html.js';
import { key as savedKey, useKey } from '../api.js';
import { bus, refresh } from '../live.js';
import { state, tell } from '../store.js';
import { bytes, megabytes } from '../format.js';
import { empty } from '../parts/parts.js';
import { cards, checkbox, number, select, source } from './fields.js';
import { cost, costOf, costs } from './cost.js';
import { outcome, value } from './drafts.js';

const STRATEGY = { id: 'strategy', keys: ['models.strategy', 'models.keep_alive'] };
const MODELS = { id: 'models', keys: ['models.default', 'models.preload', 'models.max_resident', 'models.memory_budget_mb'] };
const PROCESSOR = { id: 'processor', keys: ['models.cpu_policy'] };
const LEVELS = { id: 'levels', keys: ['system.warning_percent', 'system.critical_percent'],
  names: { 'system.warning_percent': 'Warning from', 'system.critical_percent': 'Critical from' } };
const PAGE = { id: 'page', keys: ['dashboard.show_memory'] };

/** A group of settings, with what became of the last change. */
function group(of, title, about, body) {
  const { text, error } = outcome(of.id);
  return html`<form class="card" novalidate @submit=${event => event.preventDefault()}><fieldset aria-describedby="${of.id}-outcome">
    <legend><h2>${title}</h2></legend>${about ? html`<p class="soft">${about}</p>` : nothing}${body}
    <p id="${of.id}-outcome" class="outcome small ${error ? 'error' : 'soft'}" role="status">${text}</p></fieldset></form>`;
}

/** Minutes of a duration such as 5m, 1h30m, 90s, 300 (seconds) or -1 (for good). */
export function minutes(text) {
  const parts = [...String(text).matchAll(/(-?[\d.]+)(h|m|s|$)/g)];
  const sum = parts.reduce((all, [, count, unit]) => all + count * ({ h: 60, m: 1 }[unit] ?? 1 / 60), 0);
  return sum < 0 ? -1 : Math.round(sum * 100) / 100;
}

/** The other way. */
export const keepAlive = count => (count < 0 ? '-1' : count % 1 ? `${Math.round(count * 60)}s` : `${Number(count)}m`);

function strategy() {
  const custom = value('models.strategy') === 'custom';
  const stays = minutes(value('models.keep_alive'));
  return group(STRATEGY, 'How long a model stays in memory', 'After the last request that needed it. The next request loads it again.', html`
    <div class="row">${source(STRATEGY, 'models.strategy', 'how long a model stays')}</div>
    ${cards(STRATEGY, 'models.strategy', 'Memory strategy', [
      { value: 'auto', name: 'Five minutes', text: costOf(5) },
      { value: 'always', name: 'Always loaded', text: costOf(-1) },
      { value: 'immediate', name: 'Unload immediately', text: costOf(0) },
      { value: 'custom', name: 'Custom', text: custom ? costOf(stays) : 'A time that you choose.',
        more: number(STRATEGY, 'models.keep_alive', 'Minutes', '0: not at all; -1: until it is unloaded by hand', { min: -1, step: 'any', unit: 'min', shown: minutes, entry: keepAlive, disabled: !custom }) }
    ])}${costs()}`);
}

function models() {
  const known = state.models?.models ?? [];
  const chosen = value('models.default');
  const options = known.map(model => ({ value: model.name,
    name: `${model.name} · ${model.installed ? 'on this machine' : `${bytes(model.bytes)} to download`}${model.memory_mb ? `, up to ${megabytes(model.memory_mb)} of memory` : ''}` }));
  const held = state.residents.reduce((sum, each) => sum + (each.bytes ?? 0), 0);
  return group(MODELS, 'Models', '', html`<div class="fields">
    ${select(MODELS, 'models.default', 'Default model', 'Used when no model is named. Downloaded when it is first needed.',
      known.some(model => model.name === chosen) ? options : [{ value: chosen, name: chosen }, ...options])}
    ${select(MODELS, 'models.preload', 'Load at start', cost().wait === undefined ? 'The first request then does not wait for it.'
      : `The first request then does not wait ${(cost().wait / 1000).toFixed(1)} s for it.`, [{ value: 'never', name: 'nothing' }, { value: 'always', name: 'the default model' },
      { value: 'last_used', name: 'the model used last' }])}
    ${number(MODELS, 'models.max_resident', 'Models in memory at once', `${state.residents.length} now. Above this number the least useful one is unloaded; a model in use never is.`,
      { min: 1, max: 64, unit: '' })}
    ${number(MODELS, 'models.memory_budget_mb', 'Memory for all models together', `${held ? bytes(held) : 'None'} in use now. 0: no limit but the machine’s own.`, { min: 0, unit: 'MB' })}
  </div>`);
}

function processor() {
  return group(PROCESSOR, 'When the processor cannot keep up', 'When it is more than 80 % busy for a minute, and transcribing takes longer than the audio lasts.', html`
    <div class="row">${source(PROCESSOR, 'models.cpu_policy', 'what is done when the processor cannot keep up')}</div>
    ${cards(PROCESSOR, 'models.cpu_policy', 'What is done then', [
      { value: 'off', name: 'Nothing', text: 'The model that was asked for is used, however long it takes.' },
      { value: 'suggest', name: 'Suggest', text: 'Answers name a smaller model that is installed; the one asked for is used.' },
      { value: 'auto', name: 'Use a smaller model', text: 'New requests use the next smaller model that is installed, one step a minute, until the processor keeps up again. Answers say so.' }
    ])}`);
}

function levels() {
  const system = state.reading?.system;
  return group(LEVELS, 'When memory runs short', system ? html`<span class="number">${Math.round(system.percent)} % of ${bytes(system.total_gb * 1e9)} is in use now.</span>` : '', html`
    <div class="fields">
    ${number(LEVELS, 'system.warning_percent', 'Warning from', 'Idle models are unloaded 30 s after their last request.', { min: 10, max: 99, unit: '% in use' })}
    ${number(LEVELS, 'system.critical_percent', 'Critical from', 'Idle models are unloaded at once, only what fits is loaded, batch work waits.', { min: 11, max: 100, unit: '% in use' })}
    </div>`);
}

function apiKey() {
  const save = event => {
    event.preventDefault();
    useKey(new FormData(event.target).get('key').trim());
    event.target.reset();
    tell('done', 'The key is saved in this browser.');
    refresh();
    bus.hurry();
  };
  const forget = () => {
    useKey(null);
    // The event bus was opened with the key; with a new page nothing goes on being heard.
    location.reload();
  };
  return html`<form class="card" @submit=${save}><fieldset><legend><h2>API key of this browser</h2></legend>
    <p class="soft" id="saved-key-about">${savedKey() ? 'A key is saved in this browser and sent with each request.'
      : 'Needed only if the service asks for a key. It is saved in this browser and nowhere else.'}</p>
    <div class="row"><label for="saved-key">Key</label><input id="saved-key" name="key" type="password" autocomplete="current-password" required aria-describedby="saved-key-about">
      <button>Save</button>${savedKey() ? html`<button type="button" class="plain" @click=${forget}>Delete</button>` : nothing}</div></fieldset></form>`;
}

export const settings = {
  id: 'settings',
  title: 'Settings',
  render: () => html`<h1>Settings</h1>
    ${state.settingsNotice ? html`<p class="notice" role="status">${state.settingsNotice}</p>` : nothing}
    ${state.settings ? html`${strategy()}${models()}${processor()}${levels()}
      ${group(PAGE, 'This page', '', checkbox(PAGE, 'dashboard.show_memory', 'Show memory usage', 'At the top of every page, for everybody who uses this service.'))}`
      : empty('Asking the service for its settings …')}
    ${apiKey()}`
};
