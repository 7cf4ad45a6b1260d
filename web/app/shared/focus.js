// Keeps the keyboard's focus where a card moves to another group, or a button disappears because its work is done.

const find = (name, value) => document.querySelector(`[data-${name}="${CSS.escape(value)}"]`);

/** Called before a view is drawn: the focus stays on the element that has it, or else goes to the card around it. */
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
