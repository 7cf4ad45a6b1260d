import { html } from '../html.js';

export const settings = {
  id: 'settings',
  title: 'Settings',
  render: () => html`<h1>Settings</h1>`
};
