/** The jobs module: the durable queue, whose turn it is, and windows into transcripts. */
package dev.earshot.jobs;
