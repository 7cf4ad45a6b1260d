/** What every engine can do, whatever its models are. */
package dev.earshot.engine.spi;
