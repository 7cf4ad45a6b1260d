/** The few values that every room speaks of: languages, segments, the form of samples. Data only. */
package dev.earshot.speech;
