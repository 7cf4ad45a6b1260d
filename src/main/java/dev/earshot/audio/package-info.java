/** The audio module: decodes files of any kind to 16 kHz mono, and cuts that in pauses into windows with speech. */
package dev.earshot.audio;
