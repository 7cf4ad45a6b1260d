// Small elements that several views use, and where the focus goes when one of them disappears.
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

const find = (name, value) => document.querySelector(`[data-${name}="${CSS.escape(value)}"]`);

/**
 * Called before a view is drawn: the focus stays on the element that has it, or else goes to the card around it. A card may move to
 * another group, and a button disappear because its work is done.
 */
export function keepFocus() {
  const focused = document.activeElement;
  const { focus } = focused?.dataset ?? {};
  const card = focused?.closest?.('[data-card]')?.dataset.card;
  if (!focus || !card) {
    return;
  }
  // Microtasks run when the view is drawn.
  queueMicrotask(() => {
    if (document.activeElement !== focused) {
      (find('focus', focus) ?? find('card', card))?.focus({ preventScroll: true });
    }
  });
}
