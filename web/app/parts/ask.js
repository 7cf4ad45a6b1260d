// Asks before something is lost. The browser keeps the focus inside the dialog and gives it back to the button that opened it.
import { html, nothing, ref } from '../html.js';
import { changed } from '../store.js';

let question = null;
let dialog;

function answer(yes) {
  const { resolve } = question;
  question = null;
  dialog.close();
  resolve(yes);
  changed();
}

/**
 * @param asked {title, text, yes, no}: `yes` and `no` are what the buttons do, in words
 * @returns {Promise<boolean>} whether it is to be done
 */
export function ask(asked) {
  question?.resolve(false);
  return new Promise(resolve => {
    question = { ...asked, resolve };
    changed();
    // Opened when the question is in it, so that the focus goes to the harmless button.
    requestAnimationFrame(() => dialog.open || dialog.showModal());
  });
}

export const asking = () => html`<dialog ${ref(element => { dialog = element; })} aria-labelledby="ask-title" @cancel=${event => { event.preventDefault(); answer(false); }}>
  ${question ? html`<h2 id="ask-title">${question.title}</h2><p>${question.text}</p>
    <div class="row acts"><button class="plain" autofocus @click=${() => answer(false)}>${question.no}</button>
      <button class="danger" @click=${() => answer(true)}>${question.yes}</button></div>` : nothing}</dialog>`;
