// Asks before a model's file is deleted. The browser keeps the focus inside the dialog and gives it back to the button that opened it.
import { html, nothing, ref } from '../html.js';
import { attempt, del } from '../api.js';
import { bytes } from '../format.js';
import { refreshModels } from '../live.js';
import { changed, state } from '../store.js';

let asked = null;
let dialog;

export function askToDelete(model) {
  asked = model;
  changed();
  // Opened when the question is in it, so that the focus goes to the harmless button.
  requestAnimationFrame(() => dialog.showModal());
}

async function remove({ name }) {
  dialog.close();
  if (await attempt(() => del(`/api/models/${encodeURIComponent(name)}`), `${name} is deleted.`)) {
    // What had been fetched of it is gone with it.
    [...state.jobs.values()].filter(job => job.kind === 'download' && job.model === name).forEach(job => delete job.transfer);
    refreshModels();
  }
}

function question(model) {
  return html`<h2 id="delete-title">Delete ${model.name}?</h2>
    <p>${model.installed ? `Its file of ${bytes(model.bytes)} is removed from this machine's disk` : 'What is here of its file is removed'}${model.state === 'resident'
      || model.state === 'busy' ? ', and the model leaves the memory once nobody uses it' : ''}. It can be downloaded again if it is in the catalog.</p>
    <div class="row acts"><button class="plain" autofocus @click=${() => dialog.close()}>Keep it</button>
      <button class="danger" @click=${() => remove(model)}>Delete ${model.name}</button></div>`;
}

export const deleteDialog = () => html`<dialog ${ref(element => { dialog = element; })} aria-labelledby="delete-title">${asked ? question(asked) : nothing}</dialog>`;
