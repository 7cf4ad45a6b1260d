/** Jobs that transcribe or translate one file. */
package dev.earshot.jobs.transcribe;
