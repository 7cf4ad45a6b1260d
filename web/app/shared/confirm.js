// Asks before something is lost. The browser keeps the focus inside the dialog and returns it to the button that opened it.
import { html, nothing } from './html.js';
import { changed } from './store.js';

let question = null;

const dialog = () => document.getElementById('confirm');

function answer(yes) {
  const { resolve } = question;
  question = null;
  dialog().close();
  resolve(yes);
  changed();
}

/**
 * @param options {title, text, yes, no}: `yes` and `no` are the labels of the buttons
 * @returns {Promise<boolean>} whether the user confirmed
 */
export function confirm(options) {
  question?.resolve(false);
  return new Promise(resolve => {
    question = { ...options, resolve };
    changed();
    // Opened once the question is drawn, so that the focus goes to the harmless button.
    requestAnimationFrame(() => dialog().open || dialog().showModal());
  });
}

export const confirmDialog = () => html`<dialog id="confirm" aria-labelledby="ask-title" @cancel=${event => { event.preventDefault(); answer(false); }}>
  ${question ? html`<h2 id="ask-title">${question.title}</h2><p>${question.text}</p>
    <div class="row acts"><button class="plain" autofocus @click=${() => answer(false)}>${question.no}</button>
      <button class="danger" @click=${() => answer(true)}>${question.yes}</button></div>` : nothing}</dialog>`;
