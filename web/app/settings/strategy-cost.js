// What it costs on this machine to keep the default model in memory, and not to: as measured, or nothing where it is not.
import { html } from '../shared/html.js';
import { attempt, post } from '../shared/api.js';
import { megabytes, seconds } from '../shared/format.js';
import { changed, setting, state } from '../shared/store.js';
import { synchronize } from '../shared/sync.js';

let measuring = false;

/** Of the default model: {name, model, loadMs, memoryMb, measured: whether the memory was read off its process}; what is unknown is absent. */
export function defaultModelCost() {
  const name = setting('models.default')?.value;
  const model = state.models?.models.find(each => each.name === name);
  const resident = state.residents.find(each => each.name === name && each.bytes);
  const loaded = state.decisions.find(each => each.model === name && each.action === 'loaded');
  return { name, model, loadMs: model?.load_ms ?? loaded?.numbers?.milliseconds,
    memoryMb: resident ? resident.bytes / 1e6 : model?.idle_mb, measured: !!resident };
}

const memoryText = ({ memoryMb, measured }) => (memoryMb === undefined ? 'its memory' : `${measured ? '' : 'about '}${megabytes(memoryMb)}`);

/** What a strategy costs, in a sentence. @param keepAliveMinutes after the last request; negative for good */
export function strategyCost(keepAliveMinutes) {
  const cost = defaultModelCost();
  const waits = cost.loadMs === undefined ? 'waits for the model (not measured yet)' : `waits ${seconds(cost.loadMs)} for the model`;
  if (keepAliveMinutes === 0) {
    return `0 MB while idle; each request after a pause ${waits}.`;
  }
  return keepAliveMinutes < 0 ? `Holds ${memoryText(cost)} all the time; only the first request ${waits}.` : `Holds ${memoryText(cost)} until then; the next request after that ${waits}.`;
}

async function measure(name) {
  measuring = true;
  changed();
  await attempt(() => post(`/api/models/${encodeURIComponent(name)}/load`, {}));
  await synchronize();
  measuring = false;
  changed();
}

/** Where the figures of the strategies come from, or how to measure them. */
export function costSource() {
  const { name, model, loadMs, memoryMb, measured } = defaultModelCost();
  if (!model) {
    return html`<p class="soft small">There is no model '${name}', so what it costs is not known.</p>`;
  }
  if (loadMs !== undefined) {
    return html`<p class="soft small">The default model ${name}: its last load took ${seconds(loadMs)}; ${memoryMb === undefined
      ? 'its memory is not known' : `it holds ${megabytes(memoryMb)} ${measured ? '(measured now)' : '(from the catalog)'}`}.</p>`;
  }
  if (!model.installed) {
    return html`<p class="soft small">What this costs is measured when ${name} is first loaded; it is not on this machine yet. <a href="#models">Download it</a>.</p>`;
  }
  return html`<p class="row soft small">What this costs is measured when ${name} is loaded.
    <button class="small plain" ?disabled=${measuring} @click=${() => measure(name)}>${measuring ? 'Measuring …' : `Measure: load ${name} once`}</button></p>`;
}
