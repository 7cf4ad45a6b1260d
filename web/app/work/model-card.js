// A model: what it needs, where it is, and what can be done with it.
import { html, nothing } from '../html.js';
import { attempt, post, put } from '../api.js';
import { isEnded, jobChanged, refreshModels } from '../live.js';
import { state } from '../store.js';
import { badge } from '../parts/parts.js';
import { downloadOf } from './family.js';
import { actions, advance } from './job-card.js';
import { facts, standing, stay } from './model-words.js';

async function pull(model) {
  const { job } = await post(`/api/models/${model.name}/pull`);
  job ? jobChanged(job) : refreshModels();
}

async function change(model, what) {
  const work = post(`/api/models/${model.name}/${what}`);
  // A load takes a while, and shows meanwhile.
  refreshModels();
  await work;
  refreshModels();
}

function button(model, word, what, work, look = 'plain', slot = word) {
  return html`<button class="${look} small" data-focus="${model.name} ${slot}" aria-label="${word} ${what}" @click=${work}>${word}</button>`;
}

function buttons(model, download, remove) {
  const { name } = model;
  const fetching = download && !isEnded(download);
  if (!model.installed) {
    const begun = download?.transfer?.received > 0;
    return fetching ? actions(download) : html`${button(model, begun ? 'Continue' : 'Download', begun ? `download of ${name}` : name, () => attempt(() => pull(model)))}
      ${begun ? button(model, 'Delete', `what is here of ${name}`, () => remove(model), 'danger') : nothing}`;
  }
  // Loading and unloading is one button, which keeps the focus.
  const loaded = model.state === 'resident' || model.state === 'busy';
  const moving = model.state === 'loading' || model.state === 'unloading';
  return html`
    ${moving ? nothing : button(model, loaded ? 'Unload now' : 'Load now', `: ${name}`, () => attempt(() => change(model, loaded ? 'unload' : 'load')), 'plain', 'load')}
    ${model.standard ? nothing : button(model, 'Make default', `: ${name}`, () => attempt(() => put('/api/settings', { 'models.default': name }), `${name} is the default now.`))}
    ${button(model, 'Delete', name, () => remove(model), 'danger')}`;
}

/** @param {(model: object) => void} remove asks whether it is to be deleted */
export function modelCard(model, remove) {
  const download = model.installed ? undefined : downloadOf(model.name);
  const resident = state.residents.find(each => each.name === model.name);
  return html`<li class="model" data-card=${model.name} tabindex="-1">
    <div class="head">
      <div class="what"><div class="row names"><h3>${model.name}</h3>${badge(...standing(model, download))}${model.standard ? badge('', 'Default') : nothing}
        ${model.fits === false ? badge('warn', 'Too large') : nothing}</div>
        <ul class="facts small soft">${facts(model, state.reading?.system).map(fact => html`<li>${fact}</li>`)}</ul></div>
      <div class="row acts">${buttons(model, download, remove)}</div>
    </div>
    ${resident ? html`<p class="figures small">${stay(resident)}</p>` : nothing}
    ${download ? html`${advance(download)}${download.error ? html`<p class="error">${download.error.message}</p>` : nothing}` : nothing}
  </li>`;
}
