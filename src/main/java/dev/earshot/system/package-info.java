/** Watches memory and processor, and says when they run short. */
package dev.earshot.system;
