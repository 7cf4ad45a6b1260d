/** Renders transcripts as plain text, subtitles, and OpenAI's JSON. Pure functions. */
package dev.earshot.transcript;
