/** How this machine reaches the internet: proxies, and whether it may at all. */
package dev.earshot.network;
