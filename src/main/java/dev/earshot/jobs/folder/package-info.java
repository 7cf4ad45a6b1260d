/** Jobs that transcribe the media files of a folder. */
package dev.earshot.jobs.folder;
