package dev.earshot.speech;

/** Whose speech comes first: that for which somebody waits, or that which only has to be done some time. */
public enum Priority { INTERACTIVE, BATCH }
