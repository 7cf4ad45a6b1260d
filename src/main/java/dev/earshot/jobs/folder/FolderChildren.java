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

/** The child jobs of folders: one for each file. Belongs to the module's thread. */
final class FolderChildren {

    private final JobStore store;
    private final Scheduler scheduler;

    FolderChildren(JobStore store, Scheduler scheduler) {
        this.store = store;
        this.scheduler = scheduler;
    }

    /** The transcripts that jobs have written: these may be overwritten, other files may not. */
    Set<String> outputs() {
        return store.outputs();
    }

    /** The states of children that have ended, by output; of several the last. */
    Map<String, JobState> endedStates(String folder) {
        return store.children(folder).stream().filter(child -> child.state().ended())
                .collect(Collectors.toMap(child -> TranscribeSpec.of(child).output(), JobRow::state, (first, later) -> later));
    }

    Map<JobState, Integer> stateCounts(String folder) {
        return store.childStates(folder);
    }

    /** The ids of children that have not ended, by output. */
    Map<String, String> unendedIds(String folder) {
        return store.children(folder).stream().filter(child -> !child.state().ended())
                .collect(Collectors.toMap(child -> TranscribeSpec.of(child).output(), JobRow::id, (first, later) -> first));
    }

    /** Submits a child for a file and returns its id. */
    String submit(ActiveJob folder, FolderSpec spec, FolderPlan.Item item, Path output) {
        return scheduler.submit(spec.child(folder, item.name(), item.file(), output)).id();
    }
}
