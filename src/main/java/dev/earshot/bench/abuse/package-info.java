/** The soak: attacks on a service of its own, repeatable by a seed, and the count of what went wrong. */
package dev.earshot.bench.abuse;
