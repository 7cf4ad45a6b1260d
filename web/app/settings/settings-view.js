// The settings that can be changed while the service runs. Each group is saved when it is changed, and shows the outcome.
import { html, nothing } from '../shared/html.js';
import { apiKey, saveApiKey } from '../shared/api.js';
import { bytes, megabytes, toDuration, toMinutes } from '../shared/format.js';
import { showToast, state } from '../shared/store.js';
import { bus, synchronize } from '../shared/sync.js';
import { empty } from '../shared/widgets.js';
import { draftValue, outcomeOf } from './drafts.js';
import { cardsField, checkboxField, numberField, selectField, source } from './fields.js';
import { costSource, defaultModelCost, strategyCost } from './strategy-cost.js';
import { telemetryDetails } from './telemetry-card.js';

const STRATEGY = { id: 'strategy', keys: ['models.strategy', 'models.keep_alive'] };
const MODELS = { id: 'models', keys: ['models.default', 'models.preload', 'models.max_resident', 'models.memory_budget_mb'] };
const PROCESSOR = { id: 'processor', keys: ['models.cpu_policy'] };
const SHORT_SPEECH = { id: 'short-speech', keys: ['engine.short_speech'] };
const LEVELS = { id: 'levels', keys: ['system.warning_percent', 'system.critical_percent'],
  names: { 'system.warning_percent': 'Warning from', 'system.critical_percent': 'Critical from' } };
const TELEMETRY = { id: 'telemetry', keys: ['telemetry.enabled'] };
const PAGE = { id: 'page', keys: ['dashboard.show_memory'] };

/** A group of settings, with the outcome of the last change. */
function form(group, title, about, body) {
  const { text, error } = outcomeOf(group);
  return html`<form class="card" novalidate @submit=${event => event.preventDefault()}><fieldset aria-describedby="${group.id}-outcome">
    <legend><h2>${title}</h2></legend>${about ? html`<p class="soft">${about}</p>` : nothing}${body}
    <p id="${group.id}-outcome" class="outcome small ${error ? 'error' : 'soft'}" role="status">${text}</p></fieldset></form>`;
}

function strategyForm() {
  const custom = draftValue('models.strategy') === 'custom';
  const keepAliveMinutes = toMinutes(draftValue('models.keep_alive'));
  return form(STRATEGY, 'How long a model stays in memory', 'After the last request that needed it. The next request loads it again.', html`
    <div class="row">${source(STRATEGY, 'models.strategy', 'how long a model stays')}</div>
    ${cardsField(STRATEGY, 'models.strategy', 'Memory strategy', [
      { value: 'auto', name: 'Five minutes', text: strategyCost(5) },
      { value: 'always', name: 'Always loaded', text: strategyCost(-1) },
      { value: 'immediate', name: 'Unload immediately', text: strategyCost(0) },
      { value: 'custom', name: 'Custom', text: custom ? strategyCost(keepAliveMinutes) : 'A time that you choose.',
        more: numberField(STRATEGY, 'models.keep_alive', 'Minutes', '0: not at all; -1: until it is unloaded by hand', { min: -1, step: 'any', unit: 'min', format: toMinutes, parse: toDuration, disabled: !custom }) }
    ])}${costSource()}`);
}

function modelsForm() {
  const known = state.models?.models ?? [];
  const { loadMs } = defaultModelCost();
  const chosen = draftValue('models.default');
  const options = known.map(model => ({ value: model.name,
    name: `${model.name} · ${model.installed ? 'on this machine' : `${bytes(model.bytes)} to download`}${model.memory_mb ? `, up to ${megabytes(model.memory_mb)} of memory` : ''}` }));
  const memory = state.residents.reduce((sum, each) => sum + (each.bytes ?? 0), 0);
  return form(MODELS, 'Models', '', html`<div class="fields">
    ${selectField(MODELS, 'models.default', 'Default model', 'Used when no model is named. Downloaded when it is first needed.',
      known.some(model => model.name === chosen) ? options : [{ value: chosen, name: chosen }, ...options])}
    ${selectField(MODELS, 'models.preload', 'Load at start', loadMs === undefined ? 'The first request then does not wait for it.'
      : `The first request then does not wait ${(loadMs / 1000).toFixed(1)} s for it.`, [{ value: 'never', name: 'nothing' }, { value: 'always', name: 'the default model' },
      { value: 'last_used', name: 'the model used last' }])}
    ${numberField(MODELS, 'models.max_resident', 'Models in memory at once', `${state.residents.length} now. Above this number the least useful one is unloaded; a model in use never is.`,
      { min: 1, max: 64, unit: '' })}
    ${numberField(MODELS, 'models.memory_budget_mb', 'Memory for all models together', `${memory ? bytes(memory) : 'None'} in use now. 0: no limit but the machine’s own.`, { min: 0, unit: 'MB' })}
  </div>`);
}

function processorForm() {
  return form(PROCESSOR, 'When the processor cannot keep up', 'When it is more than 80 % busy for a minute, and transcribing takes longer than the audio lasts.', html`
    <div class="row">${source(PROCESSOR, 'models.cpu_policy', 'what is done when the processor cannot keep up')}</div>
    ${cardsField(PROCESSOR, 'models.cpu_policy', 'What is done then', [
      { value: 'off', name: 'Nothing', text: 'The model that was asked for is used, however long it takes.' },
      { value: 'suggest', name: 'Suggest', text: 'Answers name a smaller model that is installed; the one asked for is used.' },
      { value: 'auto', name: 'Use a smaller model', text: 'New requests use the next smaller model that is installed, one step a minute, until the processor keeps up again. Answers say so.' }
    ])}`);
}

function shortSpeechForm() {
  return form(SHORT_SPEECH, 'Short recordings', 'A model works on 30 seconds, however short the audio is. Less work can lose words.', html`
    <div class="row">${source(SHORT_SPEECH, 'engine.short_speech', 'how short recordings are transcribed')}</div>
    ${cardsField(SHORT_SPEECH, 'engine.short_speech', 'Less work for them', [
      { value: 'auto', name: 'Where the model keeps its words', text: 'Each model has to show it: answers are compared while there is nothing else to do.' },
      { value: 'always', name: 'Always', text: 'Only an answer in doubt is done again.' },
      { value: 'off', name: 'Never', text: 'A short recording takes as long as one of 30 seconds.' }
    ])}`);
}

function levelsForm() {
  const system = state.reading?.system;
  return form(LEVELS, 'When memory runs short', system ? html`<span class="number">${Math.round(system.percent)} % of ${bytes(system.total_gb * 1e9)} is in use now.</span>` : '', html`
    <div class="fields">
    ${numberField(LEVELS, 'system.warning_percent', 'Warning from', 'Idle models are unloaded 30 s after their last request.', { min: 10, max: 99, unit: '% in use' })}
    ${numberField(LEVELS, 'system.critical_percent', 'Critical from', 'Idle models are unloaded at once, only what fits is loaded, batch work waits.', { min: 11, max: 100, unit: '% in use' })}
    </div>`);
}

function apiKeyForm() {
  const save = event => {
    event.preventDefault();
    saveApiKey(new FormData(event.target).get('key').trim());
    event.target.reset();
    showToast('done', 'The key is saved in this browser.');
    synchronize();
    bus.reconnect();
  };
  const deleteKey = () => {
    saveApiKey(null);
    // The event bus was opened with the key; a new page has no such connection.
    location.reload();
  };
  return html`<form class="card" @submit=${save}><fieldset><legend><h2>API key of this browser</h2></legend>
    <p class="soft" id="saved-key-about">${apiKey() ? 'A key is saved in this browser and sent with each request.'
      : 'Needed only if the service asks for a key. It is saved in this browser and nowhere else.'}</p>
    <div class="row"><label for="saved-key">Key</label><input id="saved-key" name="key" type="password" autocomplete="current-password" required aria-describedby="saved-key-about">
      <button>Save</button>${apiKey() ? html`<button type="button" class="plain" @click=${deleteKey}>Delete</button>` : nothing}</div></fieldset></form>`;
}

export const settingsView = {
  id: 'settings',
  title: 'Settings',
  render: () => html`<h1>Settings</h1>
    ${state.settingsNotice ? html`<p class="notice" role="status">${state.settingsNotice}</p>` : nothing}
    ${state.settings ? html`${strategyForm()}${modelsForm()}${processorForm()}${shortSpeechForm()}${levelsForm()}
      ${form(PAGE, 'This page', '', checkboxField(PAGE, 'dashboard.show_memory', 'Show memory usage', 'At the top of every page, for everybody who uses this service.'))}
      ${form(TELEMETRY, 'Telemetry', '', html`${checkboxField(TELEMETRY, 'telemetry.enabled', 'Report how Earshot is used', 'Off until you say yes.')}${telemetryDetails()}`)}`
      : empty('Asking the service for its settings …')}
    ${apiKeyForm()}`
};
