package dev.earshot.engine.spi;

import java.nio.file.Path;

/**
 * Which native library an engine is to use.
 *
 * @param own       the file of one of the user's own, or the folder that holds it; null for the packaged one
 * @param gpu       whether that may use a GPU
 * @param gpuDevice which of them, from 0; in the order in which the library finds them
 * @param refused   a sentence that says why the one that was wished for is not used; null where it is, or where none was
 */
public record LibraryChoice(Path own, boolean gpu, int gpuDevice, String refused) {

    public static final LibraryChoice PACKAGED = new LibraryChoice(null, false, 0, null);

    /** The packaged one instead. */
    public LibraryChoice refuse(String reason) {
        return new LibraryChoice(null, false, 0, reason);
    }
}
