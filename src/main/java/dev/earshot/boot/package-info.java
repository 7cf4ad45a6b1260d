/** Starting and stopping: the list of verticles, their order and threading. */
package dev.earshot.boot;
