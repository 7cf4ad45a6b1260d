/** An engine in a process of its own. */
package dev.earshot.engine.process;
