package dev.earshot.jobs;

import dev.earshot.jobs.JobMessages.Folder;
import dev.earshot.jobs.JobMessages.State;
import io.vertx.core.Future;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** A folder: finds out what there is to do, then keeps a few children in the works until each file has had its own. */
final class FolderWork implements Kind.Task {

    private final Folders room;
    private final Run run;
    private final FolderSpec spec;
    private final Deque<FolderPlan.Item> todo = new ArrayDeque<>();
    private int inWork;

    FolderWork(Folders room, Run run, FolderSpec spec) {
        this.room = room;
        this.run = run;
        this.spec = spec;
    }

    @Override
    public void begin() {
        count(new Folder("discovery", 0, 0, 0, 0, 0, 0));
        room.discover(spec).onSuccess(plan -> {
            if (mine()) {
                sort(plan);
                measure(new ArrayDeque<>(todo));
            }
        }).onFailure(error -> {
            if (mine()) {
                room.scheduler().fail(run, Folders.unreadable(spec, error));
            }
        });
    }

    /** What is done, what failed, what goes on, what is left: as it is now, for children may have ended since the discovery. */
    private void sort(FolderPlan plan) {
        Map<String, State> before = room.ended(run.id());
        Map<String, String> going = room.unended(run.id());
        int done = 0;
        int failed = 0;
        int current = 0;
        for (FolderPlan.Item item : plan.items()) {
            String file = item.file().toString();
            if (going.containsKey(file)) {
                follow(going.get(file));
            } else if (before.containsKey(file) && before.get(file) != State.COMPLETED) {
                failed++;
            } else if (!item.current()) {
                todo.add(item);
            } else if (before.containsKey(file)) {
                done++;
            } else {
                current++;
            }
        }
        count(new Folder("discovery", plan.items().size(), done, failed, current, plan.refused(), 0));
    }

    /** Adds up how much sound there is, file by file, then begins. */
    private void measure(Deque<FolderPlan.Item> left) {
        FolderPlan.Item item = left.poll();
        if (item == null) {
            Folder found = folder();
            count(new Folder("transcription", found.files(), found.done(), found.failed(), found.current(), found.refused(), found.seconds()));
            next();
            return;
        }
        Path file = item.file();
        room.duration(file).onSuccess(seconds -> {
            if (mine()) {
                Folder found = folder();
                count(new Folder(found.phase(), found.files(), found.done(), found.failed(), found.current(), found.refused(),
                        found.seconds() + seconds.orElse(0.0)));
                measure(left);
            }
        });
    }

    private void next() {
        while (mine() && inWork < room.width() && !todo.isEmpty()) {
            follow(room.begin(run, spec, todo.poll()));
        }
        if (mine() && inWork == 0 && todo.isEmpty() && folder().phase().equals("transcription")) {
            room.scheduler().complete(run);
        }
    }

    private void follow(String child) {
        inWork++;
        room.scheduler().whenEnded(child, ended -> {
            if (mine()) {
                inWork--;
                boolean good = ended.state() == State.COMPLETED;
                Folder found = folder();
                count(new Folder(found.phase(), found.files(), found.done() + (good ? 1 : 0), found.failed() + (good ? 0 : 1), found.current(),
                        found.refused(), found.seconds()));
                next();
            }
        });
    }

    private Folder folder() {
        return run.row().status().folder();
    }

    private void count(Folder folder) {
        room.scheduler().progress(run, run.row().status().found(folder));
    }

    /** The children have places of their own, and lose them by themselves. */
    @Override
    public Future<?> leave() {
        return Future.succeededFuture();
    }

    private boolean mine() {
        return run.task() == this;
    }
}
