/** Whisper models: their files, and the native library. */
package dev.earshot.engine.whisper;
