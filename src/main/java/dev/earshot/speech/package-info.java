/** The few values that every module speaks of: languages, segments, the form of samples. Data only. */
package dev.earshot.speech;
