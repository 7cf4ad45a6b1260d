// A model: what it needs, where it is, and what can be done with it.
import { html, nothing } from '../html.js';
import { attempt, del, post, put } from '../api.js';
import { bytes } from '../format.js';
import { isEnded, jobChanged, refreshModels } from '../live.js';
import { ask } from '../parts/ask.js';
import { state } from '../store.js';
import { badge } from '../parts/parts.js';
import { downloadOf } from './family.js';
import { actions } from './actions.js';
import { advance } from './job-card.js';
import { facts, standing, stay } from './model-words.js';

async function remove(model) {
  const { name } = model;
  const what = model.installed ? `Its file of ${bytes(model.bytes)} is removed from the disk` : 'What has arrived of its file is removed';
  const use = ['resident', 'busy'].includes(model.state) ? ', and it is unloaded once nobody uses it' : '';
  const standard = model.standard ? ' It is the default model: a request that names none has it downloaded again, or fails where that cannot be done.' : '';
  if (await ask({ title: `Delete ${name}?`, no: 'Keep it', yes: `Delete ${name}`, text: `${what}${use}.${standard} It can be downloaded again if it is in the catalog.` })
    && await attempt(() => del(`/api/models/${encodeURIComponent(name)}`).then(() => true), `${name} is deleted.`)) {
    // What had been fetched of it is gone with it.
    [...state.jobs.values()].filter(job => job.kind === 'download' && job.model === name).forEach(job => delete job.transfer);
    refreshModels();
  }
}

async function pull(model) {
  const { job } = await post(`/api/models/${encodeURIComponent(model.name)}/pull`);
  job ? jobChanged(job) : refreshModels();
}

async function change(model, what) {
  const work = post(`/api/models/${encodeURIComponent(model.name)}/${what}`);
  // A load takes a while, and shows meanwhile.
  refreshModels();
  await work;
  refreshModels();
}

function button(model, word, label, work, look = 'plain', slot = word, waits = false) {
  return html`<button class="${look} small" data-focus="${model.name} ${slot}" aria-label=${label} aria-disabled=${waits ? 'true' : nothing}
    @click=${() => waits || work()}>${word}</button>`;
}

function absent(model, download) {
  const { name } = model;
  if (download && !isEnded(download)) {
    return actions(download);
  }
  const fetch = () => attempt(() => pull(model));
  return download?.transfer?.received > 0 ? html`${button(model, 'Resume', `Resume download of ${name}`, fetch)}
    ${button(model, 'Delete', `Delete what has arrived of ${name}`, () => remove(model), 'danger')}` : button(model, 'Download', `Download ${name}`, fetch);
}

/** A part of Earshot, which would come back. The note is all that tells it. */
const bundled = model => model.note?.startsWith('bundled');

function installed(model) {
  const { name, state: at } = model;
  // One button for both, which stays while the model comes or goes: so it keeps its place and the focus.
  const [word, what] = at === 'on-disk' || at === 'loading' ? ['Load', 'load'] : ['Unload', 'unload'];
  const setDefault = () => attempt(() => put('/api/settings', { 'models.default': name }), `${name} is the default now.`);
  return html`${button(model, word, `${word} ${name}`, () => attempt(() => change(model, what)), 'plain', 'load', at === 'loading' || at === 'unloading')}
    ${model.standard ? nothing : button(model, 'Make default', `Make ${name} the default`, setDefault)}
    ${bundled(model) ? nothing : button(model, 'Delete', `Delete ${name}`, () => remove(model), 'danger')}`;
}

/** What can be done about a model: have it, use it, delete it. */
export const modelActions = model => (model.installed ? installed(model) : absent(model, downloadOf(model.name)));

/** @param {boolean} inner whether it stands under a family's heading */
export function modelCard(model, inner) {
  const download = model.installed ? undefined : downloadOf(model.name);
  const resident = state.residents.find(each => each.name === model.name);
  return html`<li class="model" data-card=${model.name} tabindex="-1">
    <div class="head">
      <div class="what"><div class="row names">${inner ? html`<h4>${model.name}</h4>` : html`<h3>${model.name}</h3>`}${badge(...standing(model, download))}${model.standard ? badge('', 'Default') : nothing}
        ${model.fits === false ? badge('warn', 'Too large') : nothing}</div>
        <ul class="facts small soft">${facts(model).map(fact => html`<li>${fact}</li>`)}</ul></div>
      <div class="row acts">${modelActions(model)}</div>
    </div>
    ${resident ? html`<p class="figures small">${stay(resident)}</p>` : nothing}
    ${download ? html`${advance(download)}${download.error ? html`<p class="error small">${download.error.message}</p>` : nothing}` : nothing}
  </li>`;
}
