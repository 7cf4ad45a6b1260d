/** The audio module: files of any kind into 16 kHz mono, and that into windows with speech, cut in pauses. */
package dev.earshot.audio;
