// The machine: memory and processor over the last 15 minutes, what they are now, and what was decided about models.
import { html } from '../html.js';
import { state } from '../store.js';
import { bytes, percent } from '../format.js';
import { figure } from '../parts/chart.js';
import { groups, marks } from '../parts/marks.js';
import { empty } from '../parts/parts.js';
import { decisions } from './decisions.js';

const whole = value => percent(value / 100);
const gigabytes = count => bytes(count * 1e9);
const megabytes = count => `${Math.round(count)} MB`;

let of = null;
let marked = [];
let grouped = [];

/** The marks, made anew only when something was decided: an identity that stays keeps the chart from being drawn again. */
function decided() {
  if (of !== state.decisions) {
    of = state.decisions;
    marked = marks(of);
    grouped = groups(marked, 100);
  }
  return { marks: marked, groups: grouped };
}

function charts({ system, cpu }) {
  const samples = state.history;
  const place = system.container ? 'container' : 'machine';
  return html`
    ${figure({ id: 'memory', title: `Memory of the ${place}`, samples, top: 100, tick: whole,
      series: [{ name: 'in use', style: 'one', value: sample => sample.percent, brief: whole,
        unit: value => `${whole(value)}, ${gigabytes(value / 100 * system.total_gb)} of ${gigabytes(system.total_gb)}` }],
      levels: [{ value: system.warning_percent, kind: 'warning', name: `warning ${system.warning_percent} %` },
        { value: system.critical_percent, kind: 'critical', name: `critical ${system.critical_percent} %` }],
      ...decided() })}
    <div class="pair">
      ${figure({ id: 'earshot', title: 'Memory of Earshot', samples, tick: megabytes,
        series: [{ name: 'service', style: 'one', value: sample => sample.service_mb, unit: megabytes },
          { name: 'engine', style: 'two', value: sample => sample.engine_mb, unit: megabytes }] })}
      ${figure({ id: 'processor', title: 'Processor', samples, top: 100, tick: whole,
        series: [{ name: `all ${cpu.cores} cores`, style: 'one', value: sample => sample.cpu_percent, unit: whole },
          { name: 'engine', style: 'two', value: sample => sample.engine_percent, unit: whole }] })}
    </div>`;
}

const held = part => (part.private_mb === undefined ? megabytes(part.rss_mb) : `${megabytes(part.rss_mb)}, of which ${megabytes(part.private_mb)} is not shared`);

function figures({ system, process, cpu }) {
  const rows = [
    [system.container ? 'Memory of the container' : 'Memory of the machine',
      `${gigabytes(system.used_gb)} of ${gigabytes(system.total_gb)} in use, ${gigabytes(system.available_gb)} available`],
    ['Swap', system.swap_total_gb ? `${gigabytes(system.swap_used_gb)} of ${gigabytes(system.swap_total_gb)} in use` : 'none'],
    ['Earshot', `${held(process)} (${process.percent.toFixed(1)} % of the machine)`],
    ['Service process', held(process.service)],
    ['Engine process', process.engine.rss_mb ? held(process.engine) : 'not running: no model is in memory'],
    ['Processor', `${whole(cpu.percent)} now, ${whole(cpu.average_percent)} over the last 30 s; engine ${whole(cpu.engine_percent)}`],
    ['Cores', `${cpu.cores}`],
    ['Version', state.version ? `Earshot ${state.version.version}, Java ${state.version.java}` : '']
  ];
  return html`<section class="card" aria-labelledby="figures-title"><h2 id="figures-title">Now</h2>
    <dl class="facts number">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></section>`;
}

export const machine = {
  id: 'machine',
  title: 'Machine',
  render: () => html`<h1>Machine</h1>${state.reading ? html`${charts(state.reading)}${figures(state.reading)}`
    : empty('Asking the machine how it is …')}${decisions()}`
};
