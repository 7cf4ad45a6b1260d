/** The engine module: holds native models, checks everything before native code sees it, survives its crashes. */
package dev.earshot.engine;
