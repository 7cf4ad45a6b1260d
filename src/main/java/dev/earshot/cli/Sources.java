package dev.earshot.cli;

import dev.earshot.bus.Fault;
import picocli.CommandLine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The files of a command line; stdin is copied to a temporary one. */
final class Sources implements AutoCloseable {

    private static final String STDIN = "-";

    private final List<String> names;
    private final Path stdin;

    private Sources(List<String> names, Path stdin) {
        this.names = List.copyOf(names);
        this.stdin = stdin;
    }

    static Sources of(List<String> files, CommandLine command) {
        List<String> names = files.stream().map(file -> file.equals(STDIN) ? "stdin" : file).toList();
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

    List<String> names() {
        return names;
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
