/** Jobs that download a model. */
package dev.earshot.jobs.download;
