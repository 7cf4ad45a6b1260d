import { html } from '../html.js';

export const machine = {
  id: 'machine',
  title: 'Machine',
  render: () => html`<h1>Machine</h1>`
};
