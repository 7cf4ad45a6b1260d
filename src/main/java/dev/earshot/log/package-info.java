/** How lines are logged: as text or as JSON, with the job they belong to; and when an operation counts as slow. */
package dev.earshot.log;
