package dev.earshot.telemetry;

import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.telemetry.TelemetryMessages.TelemetryEvent;
import dev.earshot.telemetry.TelemetryMessages.TelemetryEventType;
import dev.earshot.transcript.UsedLibrary;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Makes events of what happened, without anything that tells one user from another. Pure. */
final class TelemetryEvents {

    static final String OTHER = "other";

    private final String version;
    private final String os;
    private final String arch;
    private final Set<String> published;

    /**
     * @param os        as the system property {@code os.name}
     * @param arch      as the system property {@code os.arch}
     * @param published the names of models that may be sent
     */
    TelemetryEvents(String version, String os, String arch, Set<String> published) {
        this.version = version;
        this.os = osOf(os.toLowerCase(Locale.ROOT));
        this.arch = archOf(arch.toLowerCase(Locale.ROOT));
        this.published = Set.copyOf(published);
    }

    TelemetryEvent launched(Instant now) {
        return event(TelemetryEventType.APP_LAUNCHED, now, null, null, null);
    }

    /** The event of a completed job; empty for kinds that are not reported. */
    Optional<TelemetryEvent> completed(Job job, Instant now) {
        return Optional.ofNullable(switch (job.kind()) {
            case "transcribe", "translate" -> event(TelemetryEventType.TRANSCRIPTION_COMPLETED, now,
                    job.duration() == null ? 0 : Math.round(job.duration()), model(job.model()), onGpu(job.timing() == null ? null : job.timing().library()));
            case "download" -> event(TelemetryEventType.MODEL_DOWNLOADED, now, null, model(job.model()), null);
            default -> null;
        });
    }

    /** One of each type, to be shown. */
    List<TelemetryEvent> example(Instant now) {
        return List.of(launched(now), event(TelemetryEventType.TRANSCRIPTION_COMPLETED, now, 60L, model("base"), false),
                event(TelemetryEventType.MODEL_DOWNLOADED, now, null, model("base"), null));
    }

    private TelemetryEvent event(TelemetryEventType type, Instant now, Long durationSecs, String model, Boolean gpu) {
        return new TelemetryEvent(type, now.truncatedTo(ChronoUnit.HOURS), version, os, arch, durationSecs, model, gpu);
    }

    private String model(String name) {
        return name != null && published.contains(name) ? name : OTHER;
    }

    /** What does not tell its backend is whisper.cpp without a GPU. */
    private static boolean onGpu(UsedLibrary library) {
        return library != null && library.backend() != null && !library.backend().toUpperCase(Locale.ROOT).startsWith("CPU");
    }

    private static String osOf(String name) {
        return name.startsWith("linux") ? "linux" : name.startsWith("mac") ? "macos" : name.startsWith("windows") ? "windows" : OTHER;
    }

    private static String archOf(String name) {
        return switch (name) {
            case "amd64", "x86_64" -> "x86-64";
            case "aarch64", "arm64" -> "arm64";
            default -> OTHER;
        };
    }
}
