/** Watches memory and processor, and publishes when memory runs short. */
package dev.earshot.system;
