import { html } from '../html.js';

export const models = {
  id: 'models',
  title: 'Models',
  render: () => html`<h1>Models</h1>`
};
