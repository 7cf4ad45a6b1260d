// The one place that knows where the rendering library lies.
export { html, svg, render, nothing } from '/lib/lit-html/lit-html.js';
export { repeat } from '/lib/lit-html/directives/repeat.js';
export { guard } from '/lib/lit-html/directives/guard.js';
export { live } from '/lib/lit-html/directives/live.js';
