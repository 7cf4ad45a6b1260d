/** What this machine and our processes have and use: where the operating system is asked. */
package dev.earshot.machine;
