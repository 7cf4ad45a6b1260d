package dev.earshot.bench.abuse;

import dev.earshot.bench.abuse.Recordings.Recording;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The soak: every attack in turn, on a service that is started for it and for nothing else. A seed repeats what is tried; when it strikes
 * depends on the machine.
 */
public final class Abuse {

    private static final int STANDARD_SECONDS = 900;
    /** Seconds of the shortest recording that is killed under. */
    private static final int SHORT_SOAK_RECORDING = 80;
    private static final int STANDARD_RECORDING = 240;

    /**
     * @param samples folder with WAV files and their words
     * @param seconds about how long it may take: 900 for each attack's full count, less for a part of it
     * @param only    a part of the names of the attacks that are wanted; empty for all
     */
    public record AbuseSettings(Path samples, int seconds, long seed, String only) {
    }

    private final AbuseSettings settings;
    private final PrintWriter out;
    private final Map<Defect, Integer> totals = new EnumMap<>(Defect.class);

    public Abuse(AbuseSettings settings, PrintWriter out) {
        this.settings = settings;
        this.out = out;
    }

    /** Runs all attacks and prints a line for each; true where there was no defect. */
    public boolean run() throws Exception {
        Path folder = Files.createTempDirectory("earshot-abuse-");
        Path log = Files.createFile(folder.resolve("log"));
        Path data = Files.createDirectories(folder.resolve("data"));
        out.printf("Seed %d, about %d s; the service's log is %s%n", settings.seed(), settings.seconds(), log);
        try (Target target = new Target(data, log, List.of())) {
            for (Attack attack : attacks(target, folder, log)) {
                if (attack.name().contains(settings.only())) {
                    run(attack, target);
                }
            }
        }
        out.println("In all: " + Stream.of(Defect.values()).map(defect -> totals.getOrDefault(defect, 0) + " "
                + defect.name().toLowerCase(Locale.ROOT).replace('_', ' ')).collect(Collectors.joining(", ")));
        out.flush();
        boolean clean = totals.isEmpty();
        if (clean) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
        return clean;
    }

    private List<Attack> attacks(Target target, Path folder, Path log) throws IOException, InterruptedException {
        Recordings recordings = new Recordings(settings.samples());
        Recording speech = recordings.wav(8, 1);
        recordings.text(target, speech);
        // A recording is for several kills; where each attack strikes once only, the rest of it would be worked through for nothing.
        int shortest = Math.max(SHORT_SOAK_RECORDING, Math.min(STANDARD_RECORDING, settings.seconds()));
        List<byte[]> media = Media.all(target, recordings.au(8, 1), folder);
        return List.of(new MutatedMedia(media), new OddWav(),
                new MutatedModels(Files.readAllBytes(target.data().resolve("models/ggml-micro.en.bin")), speech.bytes()), new BrokenConnections(speech.bytes()),
                        new RawHttp(), new ContractFuzz(), new Listeners(),
                new Crowd(recordings), new Kills("kill -9 of the decoder", 100, Processes::decoders, recordings, shortest),
                new Kills("kill -9 of the engine", 100, Processes::engines, recordings, shortest), new ServiceKills(recordings),
                new FullDisk(Files.createDirectories(folder.resolve("small")), log, recordings));
    }

    private void run(Attack attack, Target target) throws Exception {
        String impossible = attack.impossible();
        if (impossible != null) {
            out.printf("%s: not tried, %s%n", attack.name(), impossible);
            return;
        }
        Tally tally = new Tally();
        Random random = new Random(settings.seed());
        int descriptors = Leftovers.descriptors(target);
        int rounds = (int) Math.max(1, (long) attack.rounds() * settings.seconds() / STANDARD_SECONDS);
        for (int i = 0; i < rounds; i++) {
            tally.tried();
            attack.round(target, random, tally);
        }
        attack.settle(target, tally);
        if (!target.ready()) {
            tally.defect(Defect.DOWN, "the service is not ready after it");
        }
        new Leftovers(target.data()).check(target, descriptors, tally);
        out.printf("%s: %s%n", attack.name(), tally.summary());
        tally.examples().forEach(example -> out.println("    " + example));
        out.flush();
        for (Defect defect : Defect.values()) {
            if (tally.count(defect) > 0) {
                totals.merge(defect, tally.count(defect), Integer::sum);
            }
        }
    }
}
