/** whisper.cpp's C API in this process: where its libraries lie, how its structs are laid out, and its functions. */
package dev.earshot.engine.whisper.binding;
