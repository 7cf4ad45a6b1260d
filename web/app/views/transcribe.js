import { html } from '../html.js';

/** A window of some job was recognised. */
export function heard(window) {}

export const transcribe = {
  id: 'transcribe',
  title: 'Transcribe',
  render: () => html`<h1>Transcribe</h1>`
};
