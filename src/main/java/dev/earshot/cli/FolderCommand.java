package dev.earshot.cli;

import dev.earshot.jobs.JobMessages.SubmitFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

@Command(name = "folder", mixinStandardHelpOptions = true,
        description = "Transcribes all new or changed media files in a folder and its subfolders.",
        footer = {"", "Files with an up-to-date transcript are skipped, so that an interrupted run can simply be repeated.", "",
                "Exit codes: 0 all good, 1 some file failed, 2 usage, 130 interrupted.", "", "Examples:",
                "  earshot folder ~/recordings", "  earshot folder --format srt --output subtitles/ videos/"})
final class FolderCommand implements Callable<Integer> {

    @Mixin
    private SpeechOptions speech;

    @Option(names = {"-f", "--format"}, paramLabel = "F", defaultValue = "text", description = "text (the default), srt, vtt, json or verbose_json.")
    private String format;

    @Option(names = {"-o", "--output"}, paramLabel = "DIR", description = "Write the transcripts into this folder instead of next to the files.")
    private Path output;

    @Mixin
    private LayoutOptions layout;

    @Parameters(paramLabel = "DIR", description = "The folder.")
    private Path folder;

    @Mixin
    private LocalOption where;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return new FolderRun(where, spec.commandLine()).run(new SubmitFolder(folder.toAbsolutePath().toString(),
                output == null ? null : output.toAbsolutePath().toString(), format, null, speech.model, speech.language, speech.translate,
                speech.prompt, speech.words, layout.width, layout.count, layout.highlight ? true : null,
                speech.logprobs));
    }
}
