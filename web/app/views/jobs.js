import { html } from '../html.js';

export const jobs = {
  id: 'jobs',
  title: 'Jobs',
  render: () => html`<h1>Jobs</h1>`
};
