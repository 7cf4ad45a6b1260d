// Small elements that several views use.
import { html, nothing } from './html.js';

/** @param {number | undefined} share 0 to 1; absent for work of unknown length */
export function progress(share, label) {
  const known = share !== undefined && share !== null;
  return html`<div class="progress ${known ? '' : 'unknown'}" role="progressbar" aria-label=${label} aria-valuemin="0" aria-valuemax="100"
    aria-valuenow=${known ? Math.round(share * 100) : nothing}><div class="bar" .style=${known ? `width:${share * 100}%` : ''}></div></div>`;
}

export function badge(kind, text) {
  return html`<span class="badge ${kind}">${text}</span>`;
}

/** An empty list, with what to do about it. */
export function empty(text) {
  return html`<p class="empty">${text}</p>`;
}
