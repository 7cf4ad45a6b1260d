package dev.earshot.jobs.folder;

import dev.earshot.audio.AudioMessages;
import dev.earshot.bus.Bus;
import dev.earshot.files.AllowedFolders;
import dev.earshot.jobs.queue.LeaseReleases;
import dev.earshot.jobs.transcribe.AudioReader;
import dev.earshot.speech.Priority;
import dev.earshot.transcript.TranscriptFormat;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

import java.nio.file.Path;
import java.util.Optional;

/** Finds out what there is in a folder. Belongs to the module's thread, which does not wait for it. */
final class FolderSurvey {

    private final Vertx vertx;
    private final Bus bus;
    private final AllowedFolders allowed;
    private final LeaseReleases releases;

    FolderSurvey(Vertx vertx, Bus bus, AllowedFolders allowed, LeaseReleases releases) {
        this.vertx = vertx;
        this.bus = bus;
        this.allowed = allowed;
        this.releases = releases;
    }

    /** Looks through the folder, on a thread of its own: the queue does not wait for a large one. */
    Future<FolderPlan> discover(FolderSpec spec) {
        WorkerExecutor worker = vertx.createSharedWorkerExecutor("earshot-discovery", 1);
        Future<FolderPlan> plan = worker.executeBlocking(() -> FolderPlan.of(Path.of(spec.path()), spec.output() == null ? null : Path.of(spec.output()),
                TranscriptFormat.parse(spec.format()).orElseThrow(), allowed));
        Promise<FolderPlan> found = Promise.promise();
        plan.onComplete(done -> {
            worker.close();
            // Never at once: who begins a folder may be about to begin its children.
            vertx.runOnContext(now -> plan.onComplete(found));
        });
        return found.future();
    }

    /** Seconds of audio in a file; empty where it does not tell, or is none. */
    Future<Optional<Double>> duration(String job, Path file) {
        AudioMessages.OpenAudio request = new AudioMessages.OpenAudio(file.toString(), 0, Priority.BATCH, allowed.names());
        return bus.request(AudioMessages.OPEN, request, AudioReader.LIMIT).map(opened -> {
            releases.release(job, "file", () -> bus.request(AudioMessages.CLOSE, new AudioMessages.CloseAudio(opened.session())));
            return Optional.ofNullable(opened.duration());
        }).otherwise(Optional.empty());
    }
}
