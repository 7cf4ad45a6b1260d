package dev.earshot.transcript;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The native library that recognised, and what it computed on. What it does not tell is null.
 *
 * @param name    such as {@code whisper.cpp}
 * @param backend such as {@code CPU} or {@code CUDA}
 * @param device  as the library describes it
 */
public record UsedLibrary(String name, String version, String backend, String device) {

    /** In one line, such as {@code whisper.cpp 1.9.3, CUDA, NVIDIA L4}. */
    public String text() {
        return Stream.of(name + " " + version, backend, device).filter(Objects::nonNull).collect(Collectors.joining(", "));
    }
}
