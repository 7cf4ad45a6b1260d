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

/** Lists the media files of folders, and reads their durations. Belongs to the module's thread, which it does not block. */
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

    /** Lists the media files of a folder, on a thread of its own, as that takes long for a large one. */
    Future<FolderPlan> discover(FolderSpec spec) {
        WorkerExecutor worker = vertx.createSharedWorkerExecutor("earshot-discovery", 1);
        Future<FolderPlan> plan = worker.executeBlocking(() -> FolderPlan.of(Path.of(spec.path()), spec.output() == null ? null : Path.of(spec.output()),
                TranscriptFormat.parse(spec.format()).orElseThrow(), allowed));
        Promise<FolderPlan> found = Promise.promise();
        plan.onComplete(done -> {
            worker.close();
            // Asynchronous even where it is complete: the caller may be resuming the folder, and its children next.
            vertx.runOnContext(now -> plan.onComplete(found));
        });
        return found.future();
    }

    /** The duration of a file in seconds; empty where that is unknown, or it is not an audio file. */
    Future<Optional<Double>> duration(String job, Path file) {
        AudioMessages.OpenAudio request = new AudioMessages.OpenAudio(file.toString(), 0, Priority.BATCH, allowed.names());
        return bus.request(AudioMessages.OPEN, request, AudioReader.TIMEOUT).map(opened -> {
            releases.release(job, "file", () -> bus.request(AudioMessages.CLOSE, new AudioMessages.CloseAudio(opened.session())));
            return Optional.ofNullable(opened.duration());
        }).otherwise(Optional.empty());
    }
}
