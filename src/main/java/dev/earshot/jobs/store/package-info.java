/** The job store: what a job is, on disk. Knows neither the queue nor any type of job. */
package dev.earshot.jobs.store;
