// What it costs on this machine to keep the default model in memory, and what not to keep it: as measured, or not at all.
import { html } from '../html.js';
import { attempt, post } from '../api.js';
import { refresh } from '../live.js';
import { changed, setting, state } from '../store.js';
import { megabytes } from '../format.js';
import { waiting } from '../parts/marks.js';

let measuring = false;

/** {model, held: MB, measured: whether that was read off its process, wait: its load in milliseconds}; what is not known is absent. */
export function cost() {
  const name = setting('models.default')?.value;
  const model = state.models?.models.find(each => each.name === name);
  const resident = state.residents.find(each => each.name === name && each.bytes);
  const loaded = state.decisions.find(each => each.model === name && each.action === 'loaded');
  return { name, model, wait: model?.load_ms ?? loaded?.numbers?.milliseconds,
    held: resident ? resident.bytes / 1e6 : model?.idle_mb, measured: !!resident };
}

const holds = ({ held, measured }) => (held === undefined ? 'its memory' : `${measured ? '' : 'about '}${megabytes(held)}`);

/** What a strategy costs, in a sentence. @param stays minutes after the last request; negative for good */
export function costOf(stays) {
  const now = cost();
  const waits = now.wait === undefined ? 'waits for the model (not measured yet)' : `waits ${waiting(now.wait)} for the model`;
  if (stays === 0) {
    return `0 MB while idle; each request after a pause ${waits}.`;
  }
  return stays < 0 ? `Holds ${holds(now)} all the time; only the first request ${waits}.` : `Holds ${holds(now)} until then; the next request after that ${waits}.`;
}

async function measure(name) {
  measuring = true;
  changed();
  await attempt(() => post(`/api/models/${encodeURIComponent(name)}/load`, {}));
  await refresh();
  measuring = false;
  changed();
}

/** What the figures of the strategies are of, and how to come by them. */
export function costs() {
  const { name, model, wait, held, measured } = cost();
  if (!model) {
    return html`<p class="soft small">There is no model '${name}', so what it costs is not known.</p>`;
  }
  if (wait !== undefined) {
    return html`<p class="soft small">The default model ${name}: its last load took ${waiting(wait)}; ${held === undefined
      ? 'its memory is not known' : `it holds ${megabytes(held)} ${measured ? '(measured now)' : '(from the catalog)'}`}.</p>`;
  }
  if (!model.installed) {
    return html`<p class="soft small">What this costs is measured when ${name} is first loaded; it is not on this machine yet. <a href="#models">Download it</a>.</p>`;
  }
  return html`<p class="row soft small">What this costs is measured when ${name} is loaded.
    <button class="small plain" ?disabled=${measuring} @click=${() => measure(name)}>${measuring ? 'Measuring …' : `Measure: load ${name} once`}</button></p>`;
}
