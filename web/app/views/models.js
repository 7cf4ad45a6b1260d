// Every model: what to take, what is here, and what can be.
import { html, nothing, repeat } from '../html.js';
import { bytes, duration } from '../format.js';
import { changed, state } from '../store.js';
import { badge, empty } from '../parts/parts.js';
import { arranged } from '../cards/catalog.js';
import { downloadOf } from '../cards/family.js';
import { keepFocus } from '../cards/focus.js';
import { advance } from '../cards/job-card.js';
import { modelActions, modelCard } from '../cards/model-card.js';
import { languagesOf, standing } from '../cards/model-words.js';

const USES = { fast: 'Fast', balanced: 'Balanced', best: 'Best' };
/** The share of the machine's memory that the service lets one model take. */
const USABLE = 0.8;

let wanted = '';
let onlyFitting = false;

const list = (models, label, inner = false) => html`<ul class="models" aria-label=${label}>${repeat(models, model => model.name, model => modelCard(model, inner))}</ul>`;

function look(event) {
  wanted = event.target.value;
  changed();
}

function fitting(event) {
  onlyFitting = event.target.checked;
  changed();
}

/** One for each use, with what it takes on this machine. */
function recommended() {
  const known = (state.models.recommended ?? []).map(each => ({ ...each, model: state.models.models.find(model => model.name === each.model) })).filter(each => each.model);
  return known.length && !wanted ? html`<section aria-labelledby="models-recommended"><h2 id="models-recommended">Recommended for this machine</h2>
    <ul class="uses">${known.map(({ use, model, hour_minutes: minutes }) => {
      const download = model.installed ? undefined : downloadOf(model.name);
      return html`<li class="card use" data-card="use ${use}" tabindex="-1"><div class="row"><h3>${USES[use] ?? use}</h3>${badge(...standing(model, download))}${model.standard ? badge('', 'Default') : nothing}</div>
        <p><strong>${model.name}</strong>${minutes ? html`, 1 h of audio takes about <strong class="number">${duration(Math.max(60, Math.round(minutes) * 60))}</strong>` : nothing}</p>
        <p class="soft small">${[bytes(model.bytes), languagesOf(model)].join(' · ')}</p>${download ? advance(download) : nothing}
        <div class="row acts">${model.installed ? nothing : modelActions(model)}</div></li>`;
    })}</ul></section>` : nothing;
}

const sum = models => bytes(models.reduce((all, model) => all + model.bytes, 0));

function here(models) {
  const all = state.models.models.filter(model => model.installed);
  const count = models.length < all.length ? `${models.length} of ${all.length} models` : all.length === 1 ? '1 model' : `${all.length} models`;
  return html`<section class="card" aria-labelledby="models-here"><h2 id="models-here">On this machine</h2>
    <p class="soft small">${count}, ${sum(all)} in all</p>${list(models, 'On this machine')}</section>`;
}

const title = name => (name === 'own' ? 'Other' : name[0].toUpperCase() + name.slice(1));

/** Folded until it is looked for, or something is going on in it. */
function familyCard([name, models]) {
  const sizes = models.map(model => model.bytes);
  const range = models.length === 1 ? bytes(sizes[0]) : `${models.length} models, ${bytes(Math.min(...sizes))} to ${bytes(Math.max(...sizes))}`;
  const open = Boolean(wanted) || models.some(model => downloadOf(model.name)) || models.length === 1;
  return html`<details class="card family" ?open=${open}><summary><h3>${title(name)}</h3> <span class="soft small">${range}</span></summary>${list(models, title(name), true)}</details>`;
}

function room() {
  const system = state.reading?.system;
  return system ? ` This machine has ${bytes(system.total_gb * 1e9)} of memory; a model may use ${bytes(system.total_gb * USABLE * 1e9)} of it.` : '';
}

function render() {
  keepFocus();
  if (!state.models) {
    return html`<h1>Models</h1>`;
  }
  const { here: installed, families } = arranged(state.models.models, wanted, onlyFitting);
  return html`<h1>Models</h1>
    ${recommended()}
    <div class="row find">
      <label class="grow"><span class="hidden">Filter by name</span><input type="search" placeholder="Filter by name" .value=${wanted} @input=${look}></label>
      <label class="check"><input type="checkbox" .checked=${onlyFitting} @change=${fitting}>Only what fits</label>
      <span class="hidden" role="status">${wanted ? `${installed.length + families.flatMap(([, models]) => models).length} models found` : ''}</span>
    </div>
    ${installed.length ? here(installed) : nothing}
    ${families.length ? html`<section aria-labelledby="models-more"><h2 id="models-more">To download</h2>
      <p class="soft small">Larger models make fewer mistakes and are slower. Names with .en know English only; q5 and q8 are smaller, and a little less exact.${room()}</p>
      ${repeat(families, ([name]) => name, familyCard)}</section>` : nothing}
    ${installed.length || families.length ? nothing : empty('No model has such a name. Clear the filter to see all.')}`;
}

export const models = { id: 'models', title: 'Models', render };
