// Lines over the last minutes, as SVG. The drawing is stretched to the place there is, so nothing has to be measured, and what is written
// stands beside it as HTML. It is drawn anew only when a sample came or the cursor moved.
import { guard, html, nothing, svg } from '../html.js';
import { changed } from '../store.js';
import { time } from '../format.js';

const SPAN = 900;
const TICKS = [0, 5, 10, 15];
const HEIGHT = 100;

/** The sample that is looked at, by chart; where none is, the newest counts. */
const cursors = new Map();

const seconds = sample => Date.parse(sample.at) / 1000;

/** 250, 500, 1000: a round number at or above, that four steps divide. */
export function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [1, 2, 4, 6, 8, 10].map(step => step * power).find(step => step >= value);
}

/** Several times the usual distance between samples: Earshot was not there. */
function gap(times) {
  return times.length < 2 ? Infinity : Math.max(10, 4 * (times.at(-1) - times[0]) / (times.length - 1));
}

/** The lines of a series; a hole in the samples is a hole in the line. */
function lines(times, values, x, y) {
  const parts = [];
  const hole = gap(times);
  values.forEach((value, i) => {
    if (value === null || value === undefined) {
      return;
    }
    const follows = parts.length && times[i] - parts.at(-1).at(-1).at < hole;
    const point = { at: times[i], text: `${x(times[i]).toFixed(1)} ${y(value).toFixed(2)}` };
    follows ? parts.at(-1).push(point) : parts.push([point]);
  });
  return parts;
}

const path = points => `M${points.map(point => point.text).join('L')}`;

function area(points, x) {
  return `${path(points)}L${x(points.at(-1).at).toFixed(1)} ${HEIGHT}L${x(points[0].at).toFixed(1)} ${HEIGHT}Z`;
}

function range(values) {
  const known = values.filter(value => value !== null && value !== undefined);
  return known.length ? { least: Math.min(...known), most: Math.max(...known) } : null;
}

/** Where the cursor stands: the index of a sample. */
function looked(chart, times) {
  const at = cursors.get(chart.id);
  if (at === undefined) {
    return times.length - 1;
  }
  return times.reduce((best, each, i) => (Math.abs(each - at) < Math.abs(times[best] - at) ? i : best), 0);
}

function look(id, at) {
  at === undefined ? cursors.delete(id) : cursors.set(id, at);
  changed();
}

/** Arrows go from sample to sample, with page keys a minute; Home is the oldest, End and Escape the newest. */
function keyed(event, chart, times) {
  const here = looked(chart, times);
  const minute = Math.max(1, Math.round(60 * (times.length - 1) / Math.max(1, times.at(-1) - times[0])));
  const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: minute, PageDown: -minute, Home: -here, End: Infinity, Escape: Infinity };
  const step = steps[event.key];
  if (step === undefined) {
    return;
  }
  event.preventDefault();
  const there = Math.max(0, here + step);
  look(chart.id, there >= times.length - 1 ? undefined : times[there]);
}

/** What the slider of each chart said last: {words, looked}, and whether that was with a cursor. */
const said = new Map();

/** A slider that has the focus says nothing new by itself: a screen reader would read out each sample. Only a moved cursor does. */
function spoken(chart, words) {
  const looked = cursors.has(chart.id);
  const before = said.get(chart.id);
  if (before && !before.looked && !looked && document.activeElement?.dataset.chart === chart.id) {
    return before.words;
  }
  said.set(chart.id, { words, looked });
  return words;
}

function legend(chart, series, at) {
  const { value, style, name, unit, brief = unit } = series;
  const values = chart.samples.map(value);
  const span = range(values);
  const shown = values[at] ?? null;
  return html`<li><span class="swatch ${style}" aria-hidden="true"></span>${name}
    <strong class="number">${shown === null ? 'unknown' : unit(shown)}</strong>
    ${span ? html`<span class="soft small number">lowest ${brief(span.least)}, highest ${brief(span.most)}</span>` : nothing}</li>`;
}

/** What a screen reader gets instead of the drawing: a row a minute. */
function table(chart, times) {
  const minutes = chart.samples.filter((sample, i) => !i || Math.floor(times[i] / 60) !== Math.floor(times[i - 1] / 60));
  return html`<div class="hidden"><table><caption>${chart.title}, minute by minute</caption>
    <thead><tr><th scope="col">Time</th>${chart.series.map(series => html`<th scope="col">${series.name}</th>`)}</tr></thead>
    <tbody>${minutes.map(sample => html`<tr><th scope="row">${time(sample.at)}</th>${chart.series.map(series => {
      const value = series.value(sample);
      return html`<td>${value === null || value === undefined ? 'unknown' : series.unit(value)}</td>`;
    })}</tr>`)}</tbody></table></div>`;
}

function drawing(chart) {
  const times = chart.samples.map(seconds);
  const end = times.at(-1);
  // A decision can be newer than the newest sample.
  const x = at => Math.min(SPAN, SPAN - (end - at));
  const top = chart.top ?? roundUp(Math.max(1, ...chart.series.flatMap(series => range(chart.samples.map(series.value))?.most ?? 0)) * 1.05);
  const y = value => HEIGHT - HEIGHT * Math.min(1, value / top);
  const at = looked(chart, times);
  const marks = (chart.marks ?? []).filter(mark => x(mark.at) >= 0);
  const near = marks.filter(mark => cursors.has(chart.id) && Math.abs(mark.at - times[at]) <= 15);
  const values = chart.series.map(series => `${series.name} ${series.unit(series.value(chart.samples[at]) ?? 0)}`).join(', ');
  const point = event => {
    const box = event.currentTarget.getBoundingClientRect();
    look(chart.id, end - SPAN + SPAN * (event.clientX - box.left) / box.width);
  };
  return html`
    <p class="readout number"><strong>${cursors.has(chart.id) ? time(chart.samples[at].at) : 'Now'}</strong>
      ${near.map(mark => html`<span class="soft">${mark.text}</span>`)}</p>
    <ul class="legend">${chart.series.map(series => legend(chart, series, at))}</ul>
    <div class="chart ${chart.groups ? 'flagged' : ''}">
      <div class="ys number" aria-hidden="true">${[4, 3, 2, 1, 0].map(step => html`<span>${chart.tick(top * step / 4)}</span>`)}</div>
      <div class="plot" tabindex="0" role="slider" aria-readonly="true" aria-label="${chart.title}, a time of the last 15 minutes"
        aria-valuemin=${-SPAN} aria-valuemax="0" aria-valuenow=${Math.round(times[at] - end)}
        data-chart=${chart.id} aria-valuetext=${spoken(chart, `${time(chart.samples[at].at)}: ${[values, ...near.map(mark => mark.text)].join('; ')}`)}
        @pointermove=${point} @pointerdown=${point} @pointerleave=${() => look(chart.id)} @blur=${() => look(chart.id)}
        @keydown=${event => keyed(event, chart, times)}>
        <svg viewBox="0 0 ${SPAN} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
          ${[0, 25, 50, 75, 100].map(line => svg`<line class="grid" x1="0" x2=${SPAN} y1=${line} y2=${line}></line>`)}
          ${chart.series.map((series, i) => lines(times, chart.samples.map(series.value), x, y).map(points => svg`
            ${i ? nothing : svg`<path class="area ${series.style}" d=${area(points, x)}></path>`}
            <path class="line ${series.style}" d=${path(points)}></path>`))}
          ${(chart.levels ?? []).map(level => svg`<line class="level ${level.kind}" x1="0" x2=${SPAN} y1=${y(level.value)} y2=${y(level.value)}></line>`)}
          ${marks.map(mark => svg`<line class="mark ${mark.kind}" x1=${x(mark.at)} x2=${x(mark.at)} y1="0" y2=${HEIGHT}></line>`)}
          ${cursors.has(chart.id) ? svg`<line class="cursor" x1=${x(times[at])} x2=${x(times[at])} y1="0" y2=${HEIGHT}></line>` : nothing}
        </svg>
        ${(chart.levels ?? []).map(level => html`<span class="level ${level.kind}" aria-hidden="true" .style=${`top:${y(level.value)}%`}>${level.name}</span>`)}
        ${(chart.groups ?? []).filter(group => x(group.at) >= 0).map(group => html`<span class="flag ${group.kind}" aria-hidden="true" title=${group.text}
          .style=${`--at:${(x(group.at) / SPAN * 100).toFixed(2)}%`}><span class="glyph">${group.glyph}</span> <span class="word">${group.name}</span></span>`)}
      </div>
      <div class="xs number" aria-hidden="true">${TICKS.map(minutes => html`<span .style=${`right:${minutes * 60 / SPAN * 100}%`}>${minutes
        ? `${minutes} min ago` : 'now'}</span>`)}</div>
    </div>
    ${table(chart, times)}`;
}

/**
 * @param chart id, title, samples with `at` (the oldest first), series of {name, style, value(sample), unit(value), brief(value)}, tick(value), and
 *     if need be: top (the highest value there is), levels of {value, kind, name}, marks of {at, kind, text} and their groups of
 *     {at, kind, glyph, name, text}, times in seconds
 */
export function figure(chart) {
  return html`<figure class="card figure"><figcaption><h2>${chart.title}</h2></figcaption>
    ${chart.samples.length ? guard([chart.samples, chart.marks, cursors.get(chart.id), ...(chart.levels ?? []).map(level => level.value)],
      () => drawing(chart)) : html`<p class="empty">The first samples are on their way.</p>`}</figure>`;
}
