package dev.earshot.updates.install;

import dev.earshot.bus.FailureReason;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Writer;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs a version as a child on a port of its own and a data directory of its own, with the arguments of this service, and has it transcribe the sample
 * that it came with. Blocking.
 */
public final class TrialRun implements UpdateAtStart.Trial {

    private static final Pattern LISTENS = Pattern.compile("listens on http://127\\.0\\.0\\.1:(\\d{1,5}),");
    private static final String BOUNDARY = "earshot-trial";
    /** That comes with every version. */
    private static final String MODEL = "micro.en";
    private static final String SAMPLE = "hello-world";
    private static final int END_SECONDS = 10;
    private static final int KEY_BYTES = 16;
    private static final int MAX_ANSWER_BYTES = 64 * 1024;
    private static final int MAX_REASON_CHARS = 300;

    /** Starts a process that does not outlive this service. */
    public interface ChildStart {
        Process start(ProcessBuilder builder) throws IOException;
    }

    /** Fills the data directory of the trial. */
    public interface TrialData {
        void fill(Path folder, String version) throws IOException;
    }

    private final List<String> arguments;
    private final Path folder;
    private final ChildStart children;
    private final TrialData data;
    private final Duration limit;
    private final InstallationFiles files = new InstallationFiles();

    /**
     * @param arguments of this service, beginning with {@code serve}
     * @param folder    for the data of the trial; removed before and after
     * @param limit     for all of it
     */
    public TrialRun(List<String> arguments, Path folder, ChildStart children, TrialData data, Duration limit) {
        this.arguments = List.copyOf(arguments);
        this.folder = folder;
        this.children = children;
        this.data = data;
        this.limit = limit;
    }

    @Override
    public Optional<String> run(String version, Path launcher) throws IOException {
        files.delete(folder);
        Files.createDirectories(folder);
        try {
            data.fill(folder, version);
            return run(launcher);
        } finally {
            files.delete(folder);
        }
    }

    private Optional<String> run(Path launcher) throws IOException {
        String key = random();
        Path log = folder.resolve("trial.log");
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(arguments);
        command.addAll(List.of("--trial", folder.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().putAll(Map.of("EARSHOT_AUTH_KEYS", digest(key), "EARSHOT_TELEMETRY", "off"));
        Process process = children.start(builder);
        CompletableFuture<Optional<String>> checked = CompletableFuture.supplyAsync(() -> check(process, key, launcher.resolveSibling("samples"), log),
                work -> new Thread(work, "earshot-trial").start());
        try {
            return checked.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Optional.of("It did not transcribe its sample within " + limit.toSeconds() + " s.");
        } catch (ExecutionException e) {
            return Optional.of("Its trial ended with " + FailureReason.of(e.getCause()) + ".");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("Its trial was interrupted.");
        } finally {
            end(process);
        }
    }

    private static Optional<String> check(Process process, String key, Path samples, Path log) {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        try {
            Matcher listens = null;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                listens = LISTENS.matcher(line);
                if (listens.find()) {
                    break;
                }
                listens = null;
            }
            if (listens == null) {
                return Optional.of("It ended before it was ready" + lastWords(log) + ".");
            }
            Thread drain = new Thread(() -> drain(out), "earshot-trial-output");
            drain.setDaemon(true);
            drain.start();
            String base = "http://127.0.0.1:" + listens.group(1);
            answer(connection(base + "/ready", key));
            String text = answer(transcription(base, key, Files.readAllBytes(samples.resolve(SAMPLE + ".wav"))));
            String right = Files.readString(samples.resolve(SAMPLE + ".txt"));
            return words(text).equals(words(right)) ? Optional.empty()
                    : Optional.of("It transcribes its sample as '" + shown(text) + "', not as '" + shown(right) + "'.");
        } catch (IOException e) {
            return Optional.of("It did not transcribe its sample: " + FailureReason.of(e) + lastWords(log) + ".");
        }
    }

    private static HttpURLConnection connection(String url, String key) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection(Proxy.NO_PROXY);
        connection.setRequestProperty("Authorization", "Bearer " + key);
        return connection;
    }

    private static HttpURLConnection transcription(String base, String key, byte[] wav) throws IOException {
        HttpURLConnection connection = connection(base + "/v1/audio/transcriptions", key);
        connection.setRequestProperty("Content-Type", "multipart/form-data; boundary=" + BOUNDARY);
        connection.setDoOutput(true);
        try (OutputStream body = connection.getOutputStream()) {
            body.write((field("model", MODEL) + field("response_format", "text") + "--" + BOUNDARY
                    + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + SAMPLE
                    + ".wav\"\r\nContent-Type: audio/wav\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            body.write(wav);
            body.write(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        }
        return connection;
    }

    private static String field(String name, String value) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            String text = in == null ? "" : new String(in.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8);
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException("it answered " + status + " " + shown(text));
            }
            return text;
        }
    }

    /** Case and punctuation may differ from version to version. */
    private static List<String> words(String text) {
        return Stream.of(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}']+")).filter(word -> !word.isEmpty()).toList();
    }

    private static String shown(String text) {
        String line = text.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
        return line.length() > MAX_REASON_CHARS ? line.substring(0, MAX_REASON_CHARS) + "..." : line;
    }

    private static String lastWords(Path log) {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> !line.isBlank()).reduce((before, last) -> last)
                    .map(last -> "; its last words: " + shown(last).replaceAll("\\.$", "")).orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    private static void drain(BufferedReader out) {
        // Closed by nobody else: that would wait for what is read here.
        try (out) {
            out.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // The pipe went with the process.
        }
    }

    private static void end(Process process) {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private static String random() {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String digest(String key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
