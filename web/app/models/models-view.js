// The models: recommended ones, installed ones, and those that can be downloaded.
import { html, nothing, repeat } from '../shared/html.js';
import { bytes, duration } from '../shared/format.js';
import { changed, state } from '../shared/store.js';
import { badge, empty, keepFocus } from '../shared/widgets.js';
import { jobProgress } from '../jobs/job-card.js';
import { downloadOf } from '../jobs/related-jobs.js';
import { arrange } from './catalog.js';
import { modelActions, modelCard } from './model-card.js';
import { languagesLabel, modelBadge } from './model-labels.js';

const USES = { fast: 'Fast', balanced: 'Balanced', best: 'Best' };
/** The share of the machine's memory that the service lets one model take. */
const USABLE = 0.8;

const filter = { name: '', fittingOnly: false };

const list = (models, label, inner = false) => html`<ul class="models" aria-label=${label}>${repeat(models, model => model.name, model => modelCard(model, inner))}</ul>`;

function setFilter(changes) {
  Object.assign(filter, changes);
  changed();
}

/** One for each use, with the time it takes on this machine. */
function recommendations() {
  const known = (state.models.recommended ?? []).map(each => ({ ...each, model: state.models.models.find(model => model.name === each.model) })).filter(each => each.model);
  return known.length && !filter.name ? html`<section aria-labelledby="models-recommended"><h2 id="models-recommended">Recommended for this machine</h2>
    <ul class="uses">${known.map(({ use, model, hour_minutes: minutes }) => {
      const download = model.installed ? undefined : downloadOf(model.name);
      return html`<li class="card use" data-card="use ${use}" tabindex="-1"><div class="row"><h3>${USES[use] ?? use}</h3>${badge(...modelBadge(model, download))}${model.standard ? badge('', 'Default') : nothing}</div>
        <p><strong>${model.name}</strong>${minutes ? html`, 1 h of audio takes about <strong class="number">${duration(Math.max(60, Math.round(minutes) * 60))}</strong>` : nothing}</p>
        <p class="soft small">${[bytes(model.bytes), languagesLabel(model)].join(' · ')}</p>${download ? jobProgress(download) : nothing}
        <div class="row acts">${model.installed ? nothing : modelActions(model)}</div></li>`;
    })}</ul></section>` : nothing;
}

const sum = models => bytes(models.reduce((all, model) => all + model.bytes, 0));

function installedModels(models) {
  const all = state.models.models.filter(model => model.installed);
  const count = models.length < all.length ? `${models.length} of ${all.length} models` : all.length === 1 ? '1 model' : `${all.length} models`;
  return html`<section class="card" aria-labelledby="models-here"><h2 id="models-here">On this machine</h2>
    <p class="soft small">${count}, ${sum(all)} in all</p>${list(models, 'On this machine')}</section>`;
}

const title = name => (name === 'own' ? 'Other' : name[0].toUpperCase() + name.slice(1));

/** Closed unless it is the result of a filter, or one of its models is being downloaded. */
function familyCard([name, models]) {
  const sizes = models.map(model => model.bytes);
  const range = models.length === 1 ? bytes(sizes[0]) : `${models.length} models, ${bytes(Math.min(...sizes))} to ${bytes(Math.max(...sizes))}`;
  const open = Boolean(filter.name) || models.some(model => downloadOf(model.name)) || models.length === 1;
  return html`<details class="card family" ?open=${open}><summary><h3>${title(name)}</h3> <span class="soft small">${range}</span></summary>${list(models, title(name), true)}</details>`;
}

function memoryHint() {
  const system = state.reading?.system;
  return system ? ` This machine has ${bytes(system.total_gb * 1e9)} of memory; a model may use ${bytes(system.total_gb * USABLE * 1e9)} of it.` : '';
}

function render() {
  keepFocus();
  if (!state.models) {
    return html`<h1>Models</h1>`;
  }
  const { installed, families } = arrange(state.models.models, filter.name, filter.fittingOnly);
  return html`<h1>Models</h1>
    ${recommendations()}
    <div class="row find">
      <label class="grow"><span class="hidden">Filter by name</span><input type="search" placeholder="Filter by name" .value=${filter.name} @input=${event => setFilter({ name: event.target.value })}></label>
      <label class="check"><input type="checkbox" .checked=${filter.fittingOnly} @change=${event => setFilter({ fittingOnly: event.target.checked })}>Only what fits</label>
      <span class="hidden" role="status">${filter.name ? `${installed.length + families.flatMap(([, models]) => models).length} models found` : ''}</span>
    </div>
    ${installed.length ? installedModels(installed) : nothing}
    ${families.length ? html`<section aria-labelledby="models-more"><h2 id="models-more">To download</h2>
      <p class="soft small">Larger models make fewer mistakes and are slower. Names with .en know English only; q5 and q8 are smaller, and a little less exact.${memoryHint()}</p>
      ${repeat(families, ([name]) => name, familyCard)}</section>` : nothing}
    ${installed.length || families.length ? nothing : empty('No model has such a name. Clear the filter to see all.')}`;
}

export const modelsView = { id: 'models', title: 'Models', render };
