/** How what a job has heard is written for a person or a program: plain text, subtitles, OpenAI's JSON. Pure functions. */
package dev.earshot.transcript;
