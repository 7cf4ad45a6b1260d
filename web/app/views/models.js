// Every model: what is here, and what can be.
import { html, nothing, repeat } from '../html.js';
import { bytes } from '../format.js';
import { changed, state } from '../store.js';
import { empty } from '../parts/parts.js';
import { arranged } from '../cards/catalog.js';
import { askToDelete, deleteDialog } from '../cards/delete-dialog.js';
import { keepFocus } from '../cards/focus.js';
import { modelCard } from '../cards/model-card.js';

let wanted = '';
let onlyFitting = false;

const list = (models, label, inner = false) => html`<ul class="models" aria-label=${label}>${repeat(models, model => model.name,
  model => modelCard(model, askToDelete, inner))}</ul>`;

function look(event) {
  wanted = event.target.value;
  changed();
}

function fitting(event) {
  onlyFitting = event.target.checked;
  changed();
}

function here(models) {
  const size = models.reduce((sum, model) => sum + model.bytes, 0);
  return html`<section class="card" aria-labelledby="models-here"><h2 id="models-here">On this machine</h2>
    <p class="soft small">${models.length === 1 ? '1 model' : `${models.length} models`}, ${bytes(size)}, in ${state.models.folder}</p>${list(models, 'On this machine')}</section>`;
}

const title = name => name[0].toUpperCase() + name.slice(1);

function render() {
  keepFocus();
  if (!state.models) {
    return html`<h1>Models</h1>`;
  }
  const { here: installed, families } = arranged(state.models.models, wanted, onlyFitting);
  return html`<h1>Models</h1>
    <div class="row find">
      <label class="grow"><span class="hidden">Filter by name</span><input type="search" placeholder="Filter by name" .value=${wanted} @input=${look}></label>
      <label class="check"><input type="checkbox" .checked=${onlyFitting} @change=${fitting}>Only what fits</label>
      <span class="hidden" role="status">${wanted ? `${installed.length + families.flatMap(([, models]) => models).length} models found` : ''}</span>
    </div>
    ${installed.length ? here(installed) : nothing}
    ${families.length ? html`<section aria-labelledby="models-more"><h2 id="models-more">To download</h2>
      <p class="soft small">Larger ones hear better and are slower. Those with .en know English only; q5 and q8 are packed tighter: smaller, and a little less exact.</p>
      ${repeat(families, ([name]) => name, ([name, models]) => html`<div class="card"><h3 class="family">${title(name)}</h3>${list(models, title(name), true)}</div>`)}</section>` : nothing}
    ${installed.length || families.length ? nothing : empty('No model is called so. Clear the filter to see them all.')}
    ${deleteDialog()}`;
}

export const models = { id: 'models', title: 'Models', render };
