package dev.earshot.whole;

import dev.earshot.bench.ServeProcess;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The program as a person runs it, on a data directory. */
final class Terminal {

    record Outcome(int code, String out, String err) {
    }

    private final Path data;
    private final Map<String, String> environment;

    Terminal(Path data) {
        this(data, Map.of());
    }

    /** @param environment on top of this process' own */
    Terminal(Path data, Map<String, String> environment) {
        this.data = data;
        this.environment = environment;
    }

    Outcome run(String... arguments) throws IOException {
        return run(null, arguments);
    }

    Outcome run(Path stdin, String... arguments) throws IOException {
        ProcessBuilder builder = builder(arguments);
        if (stdin != null) {
            builder.redirectInput(stdin.toFile());
        }
        Process process = builder.start();
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
        String out = read(process.getInputStream());
        return new Outcome(process.onExit().join().exitValue(), out, err.join());
    }

    /** One that Ctrl-C ends, even where these tests run in the background, whose processes ignore it unless told otherwise. */
    Process start(String... arguments) throws IOException {
        ProcessBuilder builder = builder(arguments);
        if (new ProcessBuilder("env", "--default-signal=INT", "true").start().onExit().join().exitValue() == 0) {
            builder.command().addAll(0, List.of("env", "--default-signal=INT"));
        }
        return builder.start();
    }

    private ProcessBuilder builder(String... arguments) {
        ProcessBuilder builder = ServeProcess.command(List.of(arguments));
        builder.environment().put("HF_HUB_OFFLINE", "1");
        builder.environment().put("EARSHOT_DATA", data.toString());
        builder.environment().putAll(environment);
        return builder;
    }

    static String read(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
