package dev.earshot.cli;

import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;

/** Options about the speech, for every command that transcribes; null where not given. */
final class SpeechOptions {

    @Option(names = "--model", paramLabel = "M", description = "A model's name, or the path of a ggml file (default: as configured).")
    String model;

    @Option(names = "--language", paramLabel = "L", description = "What is spoken: a code (de), a name (german), or auto (the default).")
    String language;

    @Option(names = "--translate", description = "Translate to English.")
    boolean translate;

    @Option(names = "--prompt", paramLabel = "P", description = "Names and words to expect, or the preceding text.")
    String prompt;

    @Option(names = "--words", description = "Include the time of each word in verbose_json.")
    boolean words;

    @Option(names = "--logprobs", description = "Include the log probability of each token in json.")
    boolean logprobs;

    /** Whether the model is a file of this machine, which requests to a service cannot name. */
    boolean modelIsFile() {
        return model != null && (model.endsWith(".bin") || (model.contains("/") || model.contains("\\")) && Files.isRegularFile(Path.of(model)));
    }
}
