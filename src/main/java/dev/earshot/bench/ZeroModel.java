package dev.earshot.bench;

import dev.earshot.bus.Fault;
import dev.earshot.engine.whisper.SyntheticModel;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A model of zeros with the dimensions of a published one, which answers every window with the same words at the first attempt: what a
 * window costs is its encoding and two steps of the decoder, whatever is said in it.
 */
public final class ZeroModel {

    /** The default of what compares with calls of the library; micro.en itself would have windows of its own length. */
    static final String SMALLEST = "micro.en";

    private ZeroModel() {
    }

    /**
     * @param dimensions the name of a model that is not quantised, as {@code base} or {@code small.en}
     * @param file       which any program that reads models of whisper.cpp can load
     */
    public static Path write(String dimensions, Path file) throws IOException {
        try {
            return SyntheticModel.named(dimensions).answering().write(file);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw Fault.badRequest("There are no dimensions '" + dimensions
                    + "'; take micro, tiny, base, small or medium, each also with .en, large-v2, large-v3 or large-v3-turbo.");
        }
    }
}
