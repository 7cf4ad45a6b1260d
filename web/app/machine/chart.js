// Lines over the last minutes, as SVG. The drawing is stretched to the available width, so nothing is measured; text is HTML beside it.
// A chart is drawn again only when a sample came or its cursor moved.
import { guard, html, nothing, svg } from '../shared/html.js';
import { time } from '../shared/format.js';
import { changed } from '../shared/store.js';
import { nearest, range, roundUp, samplesPerMinute, toLines } from './series.js';

const SPAN = 900;
const TICKS = [0, 5, 10, 15];
const HEIGHT = 100;
/** Marks so many seconds from the cursor are named in the readout. */
const NEAR = 15;

/** The time of the sample under the cursor, by chart; without a cursor the newest sample is shown. */
const cursors = new Map();

const secondsOf = sample => Date.parse(sample.at) / 1000;

const path = points => `M${points.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(2)}`).join('L')}`;

const area = points => `${path(points)}L${points.at(-1).x.toFixed(1)} ${HEIGHT}L${points[0].x.toFixed(1)} ${HEIGHT}Z`;

/** The index of the sample that is shown. */
function shownIndex(chart, times) {
  const at = cursors.get(chart.id);
  return at === undefined ? times.length - 1 : nearest(times, at);
}

/** @param at absent to remove it */
function moveCursor(id, at) {
  at === undefined ? cursors.delete(id) : cursors.set(id, at);
  changed();
}

/** Arrow keys move by a sample, page keys by a minute; Home is the oldest sample, End and Escape the newest. */
function onKey(event, chart, times) {
  const here = shownIndex(chart, times);
  const minute = samplesPerMinute(times);
  const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: minute, PageDown: -minute, Home: -here, End: Infinity, Escape: Infinity };
  const step = steps[event.key];
  if (step === undefined) {
    return;
  }
  event.preventDefault();
  const there = Math.max(0, here + step);
  moveCursor(chart.id, there >= times.length - 1 ? undefined : times[there]);
}

/** The last text of each chart's slider: {text, cursor: whether there was one}. */
const announced = new Map();

/** The text of a slider that has the focus stays the same while there is no cursor: a screen reader would read out each sample. */
function sliderText(chart, text) {
  const cursor = cursors.has(chart.id);
  const before = announced.get(chart.id);
  if (before && !before.cursor && !cursor && document.activeElement?.dataset.chart === chart.id) {
    return before.text;
  }
  announced.set(chart.id, { text, cursor });
  return text;
}

function legend(chart, series, index) {
  const { value, style, name, unit, brief = unit } = series;
  const values = chart.samples.map(value);
  const span = range(values);
  const shown = values[index] ?? null;
  return html`<li><span class="swatch ${style}" aria-hidden="true"></span>${name}
    <strong class="number">${shown === null ? 'unknown' : unit(shown)}</strong>
    ${span ? html`<span class="soft small number">lowest ${brief(span.least)}, highest ${brief(span.greatest)}</span>` : nothing}</li>`;
}

/** For screen readers, in place of the drawing: a row per minute. */
function table(chart, times) {
  const minutes = chart.samples.filter((sample, i) => !i || Math.floor(times[i] / 60) !== Math.floor(times[i - 1] / 60));
  return html`<div class="hidden"><table><caption>${chart.title}, minute by minute</caption>
    <thead><tr><th scope="col">Time</th>${chart.series.map(series => html`<th scope="col">${series.name}</th>`)}</tr></thead>
    <tbody>${minutes.map(sample => html`<tr><th scope="row">${time(sample.at)}</th>${chart.series.map(series => {
      const value = series.value(sample);
      return html`<td>${value === null || value === undefined ? 'unknown' : series.unit(value)}</td>`;
    })}</tr>`)}</tbody></table></div>`;
}

/** What is drawn, with functions from times and values to the coordinates of the drawing. */
function layout(chart) {
  const times = chart.samples.map(secondsOf);
  const end = times.at(-1);
  const top = chart.top ?? roundUp(Math.max(1, ...chart.series.flatMap(series => range(chart.samples.map(series.value))?.greatest ?? 0)) * 1.05);
  // A decision can be newer than the newest sample.
  const x = at => Math.min(SPAN, SPAN - (end - at));
  const y = value => HEIGHT - HEIGHT * Math.min(1, value / top);
  const index = shownIndex(chart, times);
  const marks = (chart.marks ?? []).filter(mark => x(mark.at) >= 0);
  return { times, end, top, x, y, index, marks, cursor: cursors.has(chart.id),
    near: marks.filter(mark => cursors.has(chart.id) && Math.abs(mark.at - times[index]) <= NEAR) };
}

function lines(chart, { times, x, y }) {
  return chart.series.map((series, i) => toLines(times, chart.samples.map(series.value)).map(line => line.map(({ at, value }) => ({ x: x(at), y: y(value) })))
    .map(points => svg`
            ${i ? nothing : svg`<path class="area ${series.style}" d=${area(points)}></path>`}
            <path class="line ${series.style}" d=${path(points)}></path>`));
}

const drawing = (chart, shape) => html`<svg viewBox="0 0 ${SPAN} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
          ${[0, 25, 50, 75, 100].map(line => svg`<line class="grid" x1="0" x2=${SPAN} y1=${line} y2=${line}></line>`)}
          ${lines(chart, shape)}
          ${(chart.levels ?? []).map(level => svg`<line class="level ${level.kind}" x1="0" x2=${SPAN} y1=${shape.y(level.value)} y2=${shape.y(level.value)}></line>`)}
          ${shape.marks.map(mark => svg`<line class="mark ${mark.kind}" x1=${shape.x(mark.at)} x2=${shape.x(mark.at)} y1="0" y2=${HEIGHT}></line>`)}
          ${shape.cursor ? svg`<line class="cursor" x1=${shape.x(shape.times[shape.index])} x2=${shape.x(shape.times[shape.index])} y1="0" y2=${HEIGHT}></line>` : nothing}
        </svg>`;

const flags = (chart, x) => (chart.groups ?? []).filter(group => x(group.at) >= 0).map(group => html`<span class="flag ${group.kind}" aria-hidden="true" title=${group.text}
          .style=${`--at:${(x(group.at) / SPAN * 100).toFixed(2)}%`}><span class="glyph">${group.glyph}</span> <span class="word">${group.name}</span></span>`);

/** The drawing as a slider: pointer and keys move its cursor. */
function plot(chart, shape, sample) {
  const { times, end, index } = shape;
  const values = chart.series.map(series => `${series.name} ${series.unit(series.value(sample) ?? 0)}`).join(', ');
  const text = `${time(sample.at)}: ${[values, ...shape.near.map(mark => mark.text)].join('; ')}`;
  const onPointer = event => {
    const box = event.currentTarget.getBoundingClientRect();
    moveCursor(chart.id, end - SPAN + SPAN * (event.clientX - box.left) / box.width);
  };
  const removeCursor = () => moveCursor(chart.id);
  return html`<div class="plot" tabindex="0" role="slider" aria-readonly="true" aria-label="${chart.title}, a time of the last 15 minutes"
        aria-valuemin=${-SPAN} aria-valuemax="0" aria-valuenow=${Math.round(times[index] - end)}
        data-chart=${chart.id} aria-valuetext=${sliderText(chart, text)}
        @pointermove=${onPointer} @pointerdown=${onPointer} @pointerleave=${removeCursor} @blur=${removeCursor} @keydown=${event => onKey(event, chart, times)}>
        ${drawing(chart, shape)}
        ${(chart.levels ?? []).map(level => html`<span class="level ${level.kind}" aria-hidden="true" .style=${`top:${shape.y(level.value)}%`}>${level.name}</span>`)}
        ${flags(chart, shape.x)}
      </div>`;
}

function body(chart) {
  const shape = layout(chart);
  const sample = chart.samples[shape.index];
  return html`
    <p class="readout number"><strong>${shape.cursor ? time(sample.at) : 'Now'}</strong>
      ${shape.near.map(mark => html`<span class="soft">${mark.text}</span>`)}</p>
    <ul class="legend">${chart.series.map(series => legend(chart, series, shape.index))}</ul>
    <div class="chart ${chart.groups ? 'flagged' : ''}">
      <div class="ys number" aria-hidden="true">${[4, 3, 2, 1, 0].map(step => html`<span>${chart.tick(shape.top * step / 4)}</span>`)}</div>
      ${plot(chart, shape, sample)}
      <div class="xs number" aria-hidden="true">${TICKS.map(minutes => html`<span .style=${`right:${minutes * 60 / SPAN * 100}%`}>${minutes
        ? `${minutes} min ago` : 'now'}</span>`)}</div>
    </div>
    ${table(chart, shape.times)}`;
}

/**
 * @param chart id, title, samples with `at` (the oldest first), series of {name, style, value(sample), unit(value), brief(value)}, tick(value), and
 *     optionally: top (the highest value there is), levels of {value, kind, name}, marks of {at, kind, text} and their groups of
 *     {at, kind, glyph, name, text}, times in seconds
 */
export function figure(chart) {
  return html`<figure class="card figure"><figcaption><h2>${chart.title}</h2></figcaption>
    ${chart.samples.length ? guard([chart.samples, chart.marks, cursors.get(chart.id), ...(chart.levels ?? []).map(level => level.value)],
      () => body(chart)) : html`<p class="empty">The first samples are on their way.</p>`}</figure>`;
}
