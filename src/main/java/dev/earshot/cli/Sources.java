package dev.earshot.cli;

import dev.earshot.bus.Fault;
import dev.earshot.transcript.TranscriptFormat;
import picocli.CommandLine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files of a command line; stdin becomes a temporary one. */
final class Sources implements AutoCloseable {

    private static final String STDIN = "-";

    private final List<String> names;
    private final Path stdin;

    private Sources(List<String> names, Path stdin) {
        this.names = List.copyOf(names);
        this.stdin = stdin;
    }

    /** Refuses, before any work is done, what would overwrite itself. */
    static Sources of(List<String> files, Destination destination, TranscriptFormat format, CommandLine command) {
        Map<Path, String> targets = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (String file : files) {
            String name = file.equals(STDIN) ? "stdin" : file;
            Path target = destination.target(name, format);
            String other = target == null ? null : targets.put(target, name);
            if (other != null) {
                throw new CommandLine.ParameterException(command, "'" + other + "' and '" + name + "' would both be written to "
                        + target + "; transcribe them one after the other into different folders.");
            }
            names.add(name);
        }
        boolean piped = files.contains(STDIN);
        if (piped && files.indexOf(STDIN) != files.lastIndexOf(STDIN)) {
            throw new CommandLine.ParameterException(command, "stdin (-) can be read only once.");
        }
        return new Sources(names, piped ? spool() : null);
    }

    private static Path spool() {
        try {
            Path file = Files.createTempFile("earshot-stdin-", "");
            file.toFile().deleteOnExit();
            Files.copy(System.in, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new Fault(Fault.Code.BAD_AUDIO, "stdin cannot be read (" + e.getMessage() + ").");
        }
    }

    int size() {
        return names.size();
    }

    String name(int file) {
        return names.get(file);
    }

    Path path(int file) {
        return names.get(file).equals("stdin") && stdin != null ? stdin : Path.of(names.get(file));
    }

    @Override
    public void close() {
        if (stdin != null) {
            stdin.toFile().delete();
        }
    }
}
