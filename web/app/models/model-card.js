// A model: what it needs, where it is, and what can be done with it.
import { html, nothing } from '../shared/html.js';
import { attempt, del, post, put } from '../shared/api.js';
import { confirm } from '../shared/confirm.js';
import { bytes } from '../shared/format.js';
import { isEnded } from '../shared/job-state.js';
import { state } from '../shared/store.js';
import { applyJob, reloadModels } from '../shared/sync.js';
import { badge } from '../shared/widgets.js';
import { jobActions } from '../jobs/job-actions.js';
import { jobProgress } from '../jobs/job-card.js';
import { downloadOf } from '../jobs/related-jobs.js';
import { facts, modelBadge, residency } from './model-labels.js';

const path = model => `/api/models/${encodeURIComponent(model.name)}`;

async function confirmDelete(model) {
  const { name } = model;
  const what = model.installed ? `Its file of ${bytes(model.bytes)} is removed from the disk` : 'What has arrived of its file is removed';
  const use = ['resident', 'busy'].includes(model.state) ? ', and it is unloaded once nobody uses it' : '';
  const ofDefault = model.standard ? ' It is the default model: a request that names none has it downloaded again, or fails where that cannot be done.' : '';
  if (await confirm({ title: `Delete ${name}?`, no: 'Keep it', yes: `Delete ${name}`, text: `${what}${use}.${ofDefault} It can be downloaded again if it is in the catalog.` })
    && await attempt(() => del(path(model)).then(() => true), `${name} is deleted.`)) {
    // What an ended download had received is deleted, too.
    [...state.jobs.values()].filter(job => job.kind === 'download' && job.model === name).forEach(job => delete job.transfer);
    reloadModels();
  }
}

async function download(model) {
  const { job } = await post(`${path(model)}/pull`);
  job ? applyJob(job) : reloadModels();
}

/** @param {'load' | 'unload'} command */
async function send(model, command) {
  const request = post(`${path(model)}/${command}`);
  // It takes a while, and the model's state meanwhile is shown.
  reloadModels();
  await request;
  reloadModels();
}

function button(model, label, name, action, { look = 'plain', slot = label, disabled = false } = {}) {
  return html`<button class="${look} small" data-focus="${model.name} ${slot}" aria-label=${name} aria-disabled=${disabled ? 'true' : nothing}
    @click=${() => disabled || action()}>${label}</button>`;
}

function absentActions(model) {
  const { name } = model;
  const job = downloadOf(name);
  if (job && !isEnded(job)) {
    return jobActions(job);
  }
  const fetch = () => attempt(() => download(model));
  return job?.transfer?.received > 0 ? html`${button(model, 'Resume', `Resume download of ${name}`, fetch)}
    ${button(model, 'Delete', `Delete what has arrived of ${name}`, () => confirmDelete(model), { look: 'danger' })}`
    : button(model, 'Download', `Download ${name}`, fetch);
}

function installedActions(model) {
  const { name, state: modelState } = model;
  // One button for both, which stays while the model is loaded or unloaded: so it keeps its place and the focus.
  const [label, command] = ['on-disk', 'loading'].includes(modelState) ? ['Load', 'load'] : ['Unload', 'unload'];
  const setDefault = () => attempt(() => put('/api/settings', { 'models.default': name }), `${name} is the default now.`);
  return html`${button(model, label, `${label} ${name}`, () => attempt(() => send(model, command)),
    { slot: 'load', disabled: ['loading', 'unloading'].includes(modelState) })}
    ${model.standard ? nothing : button(model, 'Make default', `Make ${name} the default`, setDefault)}
    ${model.bundled ? nothing : button(model, 'Delete', `Delete ${name}`, () => confirmDelete(model), { look: 'danger' })}`;
}

export const modelActions = model => (model.installed ? installedActions(model) : absentActions(model));

/** @param {boolean} inner whether it is under the heading of a family */
export function modelCard(model, inner) {
  const job = model.installed ? undefined : downloadOf(model.name);
  const resident = state.residents.find(each => each.name === model.name);
  return html`<li class="model" data-card=${model.name} tabindex="-1">
    <div class="head">
      <div class="what"><div class="row names">${inner ? html`<h4>${model.name}</h4>` : html`<h3>${model.name}</h3>`}${badge(...modelBadge(model, job))}${model.standard ? badge('', 'Default') : nothing}
        ${model.fits === false ? badge('warn', 'Too large') : nothing}</div>
        <ul class="facts small soft">${facts(model).map(fact => html`<li>${fact}</li>`)}</ul></div>
      <div class="row acts">${modelActions(model)}</div>
    </div>
    ${resident ? html`<p class="figures small">${residency(resident)}</p>` : nothing}
    ${job ? html`${jobProgress(job)}${job.error ? html`<p class="error small">${job.error.message}</p>` : nothing}` : nothing}
  </li>`;
}
