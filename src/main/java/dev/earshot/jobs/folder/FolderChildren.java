package dev.earshot.jobs.folder;

import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.jobs.queue.ActiveJob;
import dev.earshot.jobs.queue.Scheduler;
import dev.earshot.jobs.store.JobRow;
import dev.earshot.jobs.store.JobStore;
import dev.earshot.jobs.transcribe.TranscribeSpec;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The jobs that a folder has for its files. Belongs to the module's thread. */
final class FolderChildren {

    private final JobStore store;
    private final Scheduler scheduler;

    FolderChildren(JobStore store, Scheduler scheduler) {
        this.store = store;
        this.scheduler = scheduler;
    }

    /** Transcripts that jobs have written; any other file is somebody's own. */
    Set<String> written() {
        return store.outputs();
    }

    /** How earlier work on the folder ended for its files, by output. */
    Map<String, JobState> ended(String folder) {
        return store.children(folder).stream().filter(child -> child.state().ended())
                .collect(Collectors.toMap(child -> TranscribeSpec.of(child).output(), JobRow::state, (first, later) -> later));
    }

    Map<JobState, Integer> states(String folder) {
        return store.childStates(folder);
    }

    /** The ids of children that have not ended, by output. */
    Map<String, String> unended(String folder) {
        return store.children(folder).stream().filter(child -> !child.state().ended())
                .collect(Collectors.toMap(child -> TranscribeSpec.of(child).output(), JobRow::id, (first, later) -> first));
    }

    /** Begins a child for a file and answers its id. */
    String begin(ActiveJob folder, FolderSpec spec, FolderPlan.Item item, Path output) {
        return scheduler.submit(spec.child(folder, item.name(), item.file(), output)).id();
    }
}
