/** The few values that all modules share: languages, segments, the sample format. Data only. */
package dev.earshot.speech;
