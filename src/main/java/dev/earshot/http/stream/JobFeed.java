package dev.earshot.http.stream;

import dev.earshot.bus.Bus;
import dev.earshot.http.answer.EventStream;
import dev.earshot.http.answer.Responses;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.WindowDone;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;

/** Hands job events to the open event streams, each decoded once, until the stream's answer ends. Event loop only. */
public final class JobFeed {

    private final Set<Consumer<Job>> changes = new CopyOnWriteArraySet<>();
    private final Set<Consumer<WindowDone>> windows = new CopyOnWriteArraySet<>();

    public JobFeed(Bus bus) {
        bus.subscribe(JobMessages.CHANGED, job -> changes.forEach(follower -> follower.accept(job)));
        bus.subscribe(JobMessages.SEGMENT, window -> windows.forEach(follower -> follower.accept(window)));
    }

    /** Sends a job's events until it has ended or the client has gone. */
    public void follow(RoutingContext ctx, String id, JobClient jobs, EventStream events, JobStream stream) {
        followChanges(ctx, stream::onChanged);
        Responses.finish(ctx, jobs.get(id).compose(job -> {
            stream.start(job);
            return job.state().ended() ? Future.succeededFuture(job) : jobs.ended(id, events::heartbeat);
        }), stream::end);
    }

    private void followChanges(RoutingContext ctx, Consumer<Job> follower) {
        follow(ctx, changes, follower);
    }

    public void followWindows(RoutingContext ctx, Consumer<WindowDone> follower) {
        follow(ctx, windows, follower);
    }

    private static <E> void follow(RoutingContext ctx, Set<Consumer<E>> followers, Consumer<E> follower) {
        Consumer<E> guarded = event -> {
            try {
                follower.accept(event);
            } catch (RuntimeException e) {
                // Must not reach the other followers, and its own client waits for an answer.
                Responses.fail(ctx, e);
            }
        };
        followers.add(guarded);
        ctx.addEndHandler(ended -> followers.remove(guarded));
    }
}
