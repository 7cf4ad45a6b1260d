/** What model files tell of themselves, a class for each format. */
package dev.earshot.format;
