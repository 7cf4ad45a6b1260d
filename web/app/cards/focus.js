// A card that moves to another group, or a button that goes because its work is done, would lose the keyboard's focus to the top of the page.

const at = (name, value) => document.querySelector(`[data-${name}="${CSS.escape(value)}"]`);

/** Called before a view is drawn: what had the focus has it afterwards too, or else the card that it was on. */
export function keepFocus() {
  const held = document.activeElement;
  const { focus } = held?.dataset ?? {};
  const card = held?.closest?.('[data-card]')?.dataset.card;
  if (!focus || !card) {
    return;
  }
  // The drawing ends before the microtasks begin.
  queueMicrotask(() => {
    if (document.activeElement !== held) {
      (at('focus', focus) ?? at('card', card))?.focus({ preventScroll: true });
    }
  });
}
