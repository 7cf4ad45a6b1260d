package dev.earshot.models;

import dev.earshot.engine.EngineMessages.LibraryPin;
import dev.earshot.speech.AlignmentHead;

import java.nio.file.Path;
import java.util.List;

/**
 * A model that is prepared for loading; see {@link ModelFolder#prepare}.
 *
 * @param file   its file, or the folder of its files
 * @param engine the engine that it is for, or null where its file's header says so
 * @param bytes  size of all its files
 * @param heads  the attention heads that align words with the audio; empty where they are not known
 * @param identity see {@link ModelFolder.KnownModel#identity}
 * @param shortContext whether it was made for short contexts
 * @param library by which alone it may be loaded, or null
 */
record ReadyFile(Path file, String engine, long bytes, List<AlignmentHead> heads, String identity, boolean shortContext, LibraryPin library) {

    static ReadyFile of(Path file, ModelFolder.KnownModel model) {
        return new ReadyFile(file, model.entry() == null ? null : model.entry().engine(), model.entry() != null && model.entry().hasFolder() ? model.bytes()
                : file.toFile().length(), model.entry() == null ? List.of() : model.entry().heads(), model.identity(), model.shortContext(),
                model.entry() == null ? null : model.entry().pin().orElse(null));
    }
}
