// Memory and processor over the last 15 minutes and now, and the decisions about models.
import { html } from '../shared/html.js';
import { bytes, percent } from '../shared/format.js';
import { state } from '../shared/store.js';
import { empty } from '../shared/widgets.js';
import { figure } from './chart.js';
import { decisionList } from './decision-list.js';
import { groupMarks, toMarks } from './decision-marks.js';

/** Marks closer than this are drawn as one. */
const GROUP_SECONDS = 100;

const percentage = value => percent(value / 100);
const gigabytes = count => bytes(count * 1e9);
const megabytes = count => `${Math.round(count)} MB`;

let markedDecisions = null;
let marks = [];
let groups = [];

/** Made again only after a decision: the chart is drawn again when the arrays are other ones. */
function decisionMarks() {
  if (markedDecisions !== state.decisions) {
    markedDecisions = state.decisions;
    marks = toMarks(markedDecisions);
    groups = groupMarks(marks, GROUP_SECONDS);
  }
  return { marks, groups };
}

function charts({ system, cpu }) {
  const samples = state.history;
  const place = system.container ? 'container' : 'machine';
  return html`
    ${figure({ id: 'memory', title: `Memory of the ${place}`, samples, top: 100, tick: percentage,
      series: [{ name: 'in use', style: 'one', value: sample => sample.percent, brief: percentage,
        unit: value => `${percentage(value)}, ${gigabytes(value / 100 * system.total_gb)} of ${gigabytes(system.total_gb)}` }],
      levels: [{ value: system.warning_percent, kind: 'warning', name: `warning ${system.warning_percent} %` },
        { value: system.critical_percent, kind: 'critical', name: `critical ${system.critical_percent} %` }],
      ...decisionMarks() })}
    <div class="pair">
      ${figure({ id: 'earshot', title: 'Memory of Earshot', samples, tick: megabytes,
        series: [{ name: 'service', style: 'one', value: sample => sample.service_mb, unit: megabytes },
          { name: 'engine', style: 'two', value: sample => sample.engine_mb, unit: megabytes }] })}
      ${figure({ id: 'processor', title: 'Processor', samples, top: 100, tick: percentage,
        series: [{ name: `all ${cpu.cores} cores`, style: 'one', value: sample => sample.cpu_percent, unit: percentage },
          { name: 'engine', style: 'two', value: sample => sample.engine_percent, unit: percentage }] })}
    </div>`;
}

const memoryOf = process => (process.private_mb === undefined ? megabytes(process.rss_mb) : `${megabytes(process.rss_mb)}, of which ${megabytes(process.private_mb)} is not shared`);

function figures({ system, process, cpu }) {
  const rows = [
    [system.container ? 'Memory of the container' : 'Memory of the machine',
      `${gigabytes(system.used_gb)} of ${gigabytes(system.total_gb)} in use, ${gigabytes(system.available_gb)} available`],
    ['Swap', system.swap_total_gb ? `${gigabytes(system.swap_used_gb)} of ${gigabytes(system.swap_total_gb)} in use` : 'none'],
    ['Earshot', `${memoryOf(process)} (${process.percent.toFixed(1)} % of the machine)`],
    ['Service process', memoryOf(process.service)],
    ['Engine process', process.engine.rss_mb ? memoryOf(process.engine) : 'not running: no model is in memory'],
    ['Processor', `${percentage(cpu.percent)} now, ${percentage(cpu.average_percent)} over the last 30 s; engine ${percentage(cpu.engine_percent)}`],
    ['Cores', `${cpu.cores}`],
    ['Version', state.version ? `Earshot ${state.version.version}, Java ${state.version.java}` : '']
  ];
  return html`<section class="card" aria-labelledby="figures-title"><h2 id="figures-title">Now</h2>
    <dl class="facts number">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></section>`;
}

export const machineView = {
  id: 'machine',
  title: 'Machine',
  render: () => html`<h1>Machine</h1>${state.reading ? html`${charts(state.reading)}${figures(state.reading)}`
    : empty('Asking the machine how it is …')}${decisionList()}`
};
