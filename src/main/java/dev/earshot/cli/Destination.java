package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.transcript.SubtitleLayout;
import dev.earshot.transcript.TranscriptFile;
import dev.earshot.transcript.TranscriptFormat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the transcripts of a command line go: stdout, a file, or a folder with a file for each. */
final class Destination {

    private final Path file;
    private final Path folder;
    private final List<TranscriptForm> forms;
    private final boolean single;

    private Destination(Path file, Path folder, List<TranscriptForm> forms, boolean single) {
        this.file = file;
        this.folder = folder;
        this.forms = forms;
        this.single = single;
    }

    /**
     * @param output     the value of {@code --output}, or null
     * @param format     the value of {@code --format}; null for the format of the output's name, or else text
     * @param timestamps whether text has the time of each line
     * @param names      of the files to be transcribed
     * @throws IllegalArgumentException with a message for users, where these contradict each other
     * @throws Fault                    {@code bad-request} where the folder cannot be created
     */
    static Destination of(Path output, String format, boolean timestamps, List<String> names) {
        return of(output, format, timestamps, null, names);
    }

    /** @param layout of subtitles, or null for the default */
    static Destination of(Path output, String format, boolean timestamps, SubtitleLayout layout, List<String> names) {
        boolean file = output != null && !Files.isDirectory(output) && Formats.ofName(output).isPresent();
        List<TranscriptFormat> formats = format != null ? Formats.parse(format)
                : List.of(file ? Formats.ofName(output).get() : TranscriptFormat.TEXT);
        boolean single = names.size() == 1;
        if (timestamps && formats.stream().noneMatch(TranscriptFormat::takesTimestamps)) {
            throw new IllegalArgumentException("--timestamps works only with --format text, not with " + formats.get(0).text() + ".");
        }
        if (layout != null && formats.stream().noneMatch(TranscriptFormat::takesLayout)) {
            throw new IllegalArgumentException("--max-line-width, --max-line-count and --highlight-words work only with --format srt and vtt.");
        }
        if (output == null && formats.size() > 1) {
            throw new IllegalArgumentException("Several formats cannot be printed at once: add --output DIR.");
        }
        if (output == null && !single && !Formats.canFollowEachOther(formats.get(0))) {
            throw new IllegalArgumentException("The " + formats.get(0).text() + " of several files cannot share stdout: add --output DIR.");
        }
        if (file && (!single || formats.size() > 1)) {
            throw new IllegalArgumentException("--output " + output + " is one file, but there are "
                    + (single ? "several formats" : names.size() + " files to transcribe") + ": name a folder.");
        }
        Destination destination = new Destination(file ? output : null, file ? null : output,
                formats.stream().map(each -> new TranscriptForm(each, timestamps, layout == null ? SubtitleLayout.DEFAULT : layout)).toList(), single);
        destination.refuseOverwriting(names);
        if (output != null) {
            make(file ? output.toAbsolutePath().getParent() : output);
        }
        return destination;
    }

    private static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw Fault.badRequest("--output: the folder " + folder + " cannot be created (" + e.getMessage() + ").");
        }
    }

    private void refuseOverwriting(List<String> names) {
        Map<Path, String> targets = new HashMap<>();
        for (String name : names) {
            for (FileOutput.OutputFile target : targets(name)) {
                String other = targets.put(target.file(), name);
                if (other != null) {
                    throw new IllegalArgumentException("'" + other + "' and '" + name + "' would both be written to " + target.file()
                            + "; transcribe them one after the other into different folders.");
                }
            }
        }
    }

    /** Where the transcript of a file goes. */
    Output output(String name, Output.Printer out) {
        return file == null && folder == null ? new StreamOutput(forms.get(0), single, out) : new FileOutput(targets(name));
    }

    private List<FileOutput.OutputFile> targets(String name) {
        if (file != null) {
            return List.of(new FileOutput.OutputFile(file, forms.get(0)));
        }
        List<FileOutput.OutputFile> targets = new ArrayList<>();
        for (TranscriptForm form : folder == null ? List.<TranscriptForm>of() : forms) {
            targets.add(new FileOutput.OutputFile(folder.resolve(TranscriptFile.name(Path.of(name).getFileName().toString(), form.format())), form));
        }
        return targets;
    }
}
