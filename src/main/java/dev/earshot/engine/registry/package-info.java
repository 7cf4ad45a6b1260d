/** The engines that there are. */
package dev.earshot.engine.registry;
