package dev.earshot.models;

import java.nio.file.Path;

/** A model's file that was verified and can be loaded; {@code bytes} is its size. */
record ReadyFile(Path file, long bytes) {

    static ReadyFile of(Path file) {
        return new ReadyFile(file, file.toFile().length());
    }
}
