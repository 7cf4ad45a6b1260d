package dev.earshot.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Updates a real installation again and again, and kills all of its processes at a random moment between the start and the new version's readiness. */
public final class UpdateBench {

    private final Path home;
    private final int count;
    private final long seed;
    private final PrintWriter out;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * @param home  this Earshot's own folder
     * @param count of kills
     */
    public UpdateBench(Path home, int count, long seed, PrintWriter out) {
        this.home = home;
        this.count = count;
        this.seed = seed;
        this.out = out;
    }

    /** Returns whether each kill left a version that runs, whole, with the jobs of before. */
    public boolean run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("earshot-update-");
        try {
            return run(new TwoVersions(home, folder), folder);
        } finally {
            delete(folder);
        }
    }

    private boolean run(TwoVersions versions, Path folder) throws IOException, InterruptedException {
        Path data = folder.resolve("data");
        Path log = Files.createFile(folder.resolve("log"));
        Path feed = folder.resolve("feed");
        versions.release(versions.newer(folder), feed);
        try (InstalledService old = new InstalledService(versions.launcher(), data, log)) {
            old.await();
            new OpenAiServer(old.url(), "micro.en", null).transcribe(Files.readAllBytes(home.resolve("samples/hello-world.wav")), "en");
        }
        Map<String, String> before = content(versions.app().resolve(TwoVersions.OLD));
        stage(versions, feed);
        long began = System.nanoTime();
        try (InstalledService undisturbed = new InstalledService(versions.launcher(), data, log)) {
            undisturbed.await();
        }
        long whole = (System.nanoTime() - began) / 1_000_000;
        Map<String, String> after = content(versions.app().resolve(TwoVersions.NEW));
        Random random = new Random(seed);
        Map<String, Integer> ends = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            stage(versions, feed);
            long moment = random.nextLong(whole);
            InstalledService killed = new InstalledService(versions.launcher(), data, log);
            Thread.sleep(moment);
            killed.killAll();
            String end = end(versions, data, log, before, after);
            ends.merge(end, 1, Integer::sum);
            out.printf(Locale.ROOT, "%3d  kill -9 after %5d ms: %s%n", i + 1, moment, end);
            out.flush();
        }
        out.printf("%d kills within %d ms (seed %d): %s%n", count, whole, seed, ends);
        out.flush();
        return ends.keySet().stream().allMatch(end -> end.endsWith(" runs"));
    }

    private String end(TwoVersions versions, Path data, Path log, Map<String, String> before, Map<String, String> after) throws IOException {
        try (InstalledService next = new InstalledService(versions.launcher(), data, log)) {
            if (!next.await()) {
                return "no version starts";
            }
            String linked = Files.readSymbolicLink(versions.app().resolve("current")).toString();
            Map<String, String> right = next.version().equals(TwoVersions.OLD) ? before : after;
            if (!linked.equals(next.version()) || !content(versions.app().resolve(linked)).equals(right)) {
                return "a mixture of " + next.version() + " and " + linked;
            }
            String jobs = OpenAiServer.send(client, HttpRequest.newBuilder(URI.create(next.url() + "/api/jobs")).build());
            return jobs.contains("\"completed\"") ? next.version() + " runs" : "a job is missing: " + jobs;
        }
    }

    /** As before the update, with the release staged. */
    private static void stage(TwoVersions versions, Path feed) throws IOException {
        Path app = versions.app();
        Files.deleteIfExists(app.resolve("current"));
        Files.createSymbolicLink(app.resolve("current"), Path.of(TwoVersions.OLD));
        Files.deleteIfExists(app.resolve("update.json"));
        Path staging = Files.createDirectories(app.resolve("staging"));
        try (Stream<Path> files = Files.list(feed)) {
            for (Path file : files.toList()) {
                Files.copy(file, staging.resolve(file.getFileName()));
            }
        }
        try (Stream<Path> files = Files.list(staging)) {
            versions.stage(files.filter(file -> file.toString().endsWith(".tar.gz")).findFirst().orElseThrow());
        }
    }

    /** Names, sizes and times of all files. */
    private static Map<String, String> content(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            List<Path> files = all.filter(Files::isRegularFile).toList();
            return files.stream().collect(Collectors.toMap(file -> tree.relativize(file).toString(),
                    file -> file.toFile().length() + " " + file.toFile().lastModified()));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
