/** Memory, processors and processes as the operating system reports them. */
package dev.earshot.machine;
