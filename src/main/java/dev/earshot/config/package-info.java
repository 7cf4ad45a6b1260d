/** What can be configured, and how its values are found: file, environment, command line. */
package dev.earshot.config;
