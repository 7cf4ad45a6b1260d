package dev.earshot.models;

import dev.earshot.speech.AlignmentHead;

import java.nio.file.Path;
import java.util.List;

/**
 * What of a model was verified and can be loaded.
 *
 * @param file   its file, or the folder of its files
 * @param engine the engine that it is for, or null where its file tells
 * @param bytes  size of all its files
 * @param heads  by which it finds words in the audio; none where they are not known
 * @param identity what it is, whatever it is called
 * @param shortContext whether it was made for short contexts
 */
record ReadyFile(Path file, String engine, long bytes, List<AlignmentHead> heads, String identity, boolean shortContext) {

    static ReadyFile of(Path file, ModelFolder.Found model) {
        return new ReadyFile(file, model.entry() == null ? null : model.entry().engine(), model.entry() != null && model.entry().hasFolder() ? model.bytes()
                : file.toFile().length(), model.entry() == null ? List.of() : model.entry().heads(), model.identity(), model.shortContext());
    }
}
