/** The queue: which jobs are worked on, and what becomes of them. Knows no type of job. */
package dev.earshot.jobs.queue;
