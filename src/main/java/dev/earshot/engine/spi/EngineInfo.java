package dev.earshot.engine.spi;

import java.nio.file.Path;

/**
 * What does the work. What cannot be had is null.
 *
 * @param library its native library
 * @param version of that
 * @param lacks   sentences that say what is not as it could be and why, for who runs the service: what this engine does not tell, which library was
 *                refused; null where all is well
 * @param file    of the library, where it is the user's own
 * @param backend that computes, as the library calls it, such as {@code CPU} or {@code CUDA}
 * @param device  that it computes on, as the library describes it
 */
public record EngineInfo(String library, String version, String lacks, Path file, String backend, String device) {

    public EngineInfo(String library, String version, String lacks) {
        this(library, version, lacks, null, null, null);
    }

    /** Of the packaged library, which is used because another one is not; the same where none was refused. */
    public EngineInfo insteadOf(LibraryChoice choice) {
        if (choice.refused() == null) {
            return this;
        }
        String sentence = "The library that was configured is not used, but the packaged " + library + " " + version + ": " + choice.refused();
        return new EngineInfo(library, version, lacks == null ? sentence : sentence + " " + lacks, file, backend, device);
    }
}
