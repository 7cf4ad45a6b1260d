package dev.earshot.updates;

import dev.earshot.bus.BlockingWork;
import dev.earshot.config.Config;
import dev.earshot.network.OfflineMode;
import dev.earshot.network.Proxies;
import dev.earshot.updates.ReleaseFeed.FeedAnswer;
import dev.earshot.updates.ReleaseFeed.FeedFailure;
import dev.earshot.updates.UpdateMessages.UpdateCheck;
import dev.earshot.updates.install.Installation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Asks the feed when that is due, and remembers what it said. For one event loop. */
final class UpdateChecks {

    static final String COULD_NOT = "Could not check for updates";
    private static final Logger LOG = LoggerFactory.getLogger(UpdateChecks.class);

    private final BlockingWork work;
    private final Config.Updates config;
    private final String version;
    private final Clock clock;
    private final UpdateTiming timing;
    private final boolean offline;
    private final ReleaseFeed feed;
    private final RememberedFile file;
    /** What the file has; null until it was read. */
    private Future<RememberedCheck> remembered;
    /** The check that is running, or null. */
    private Future<UpdateCheck> running;

    UpdateChecks(Vertx vertx, BlockingWork work, Config config, Map<String, String> env, String version, Clock clock, UpdateTiming timing) {
        this.work = work;
        this.config = config.updates();
        this.version = Versions.of(version);
        this.clock = clock;
        this.timing = timing;
        this.offline = OfflineMode.of(env);
        this.feed = new ReleaseFeed(vertx, Proxies.of(config.downloads().proxy(), env), clock, timing.timeout());
        this.file = new RememberedFile(config.data().resolve("updates.json"));
    }

    /** What is known, read at the first time. */
    Future<RememberedCheck> known() {
        if (remembered == null) {
            remembered = work.runInOrder(file::read)
                    .compose(read -> store(read, before -> before.from(config.feed().strip() + " " + config.channel()).running(version)))
                    .onFailure(error -> remembered = null);
        }
        return remembered;
    }

    /** Changes what is remembered; the file follows. */
    Future<RememberedCheck> change(UnaryOperator<RememberedCheck> change) {
        Future<RememberedCheck> before = known();
        Future<RememberedCheck> after = before.compose(now -> store(now, change));
        remembered = after.recover(refused -> before);
        return after;
    }

    private Future<RememberedCheck> store(RememberedCheck before, UnaryOperator<RememberedCheck> change) {
        RememberedCheck after = change.apply(before);
        return after.equals(before) ? Future.succeededFuture(before) : work.runInOrder(() -> {
            file.write(after);
            return after;
        });
    }

    /** How long until a check by itself is due; never negative. */
    Future<Duration> untilDue() {
        return known().map(known -> {
            Instant now = clock.instant();
            Instant due = known.checkedAt() == null || known.checkedAt().isAfter(now) ? now : known.checkedAt().plus(timing.interval());
            Instant allowed = known.mustWait(now) && known.notBefore().isAfter(due) ? known.notBefore() : due;
            return allowed.isAfter(now) ? Duration.between(now, allowed) : Duration.ZERO;
        });
    }

    boolean mayAsk() {
        return !offline && !config.feed().isBlank();
    }

    /** Asks the feed unless it was asked just now. Never fails. */
    Future<UpdateCheck> check() {
        if (running == null) {
            Future<UpdateCheck> check = known().compose(this::ask).recover(error -> {
                LOG.warn("Could not check for updates: {}", reason(error));
                return Future.succeededFuture(failed());
            });
            running = check;
            check.onComplete(done -> running = null);
            return check;
        }
        return running;
    }

    private Future<UpdateCheck> ask(RememberedCheck known) {
        Instant now = clock.instant();
        if (!mayAsk()) {
            return Future.failedFuture(new FeedFailure(offline ? "HF_HUB_OFFLINE is set" : "updates.feed is not set", null));
        }
        boolean justNow = known.checkedAt() != null && !known.checkedAt().isAfter(now) && now.isBefore(known.checkedAt().plus(timing.pause()));
        if (justNow || known.mustWait(now)) {
            return Future.succeededFuture(known.failed() ? failed() : of(known.release()));
        }
        return feed.ask(URI.create(config.feed().strip()), known.release() == null ? null : known.etag(), config.channel() == Config.UpdateChannel.BETA)
                .compose(answer -> change(before -> answered(before, answer)), error -> change(before ->
                        before.failedAt(clock.instant(), error instanceof FeedFailure failure ? failure.again() : null))
                        .compose(stored -> Future.failedFuture(error)))
                .map(after -> of(after.release()));
    }

    private RememberedCheck answered(RememberedCheck before, FeedAnswer answer) {
        return before.answered(clock.instant(), answer.etag(), answer.changed() ? answer.release() : before.release());
    }

    /** What a release means to this version. */
    UpdateCheck of(Release release) {
        if (release == null) {
            return new UpdateCheck(false, version, null, null, null, null, null, null, null);
        }
        ReleaseFile archive = release.file(Installation.archiveName(release.version()));
        return new UpdateCheck(Versions.isNewer(release.version(), version), version, release.version(), release.name(), release.notes(),
                release.url(), archive == null ? null : archive.url(), release.publishedAt(), null);
    }

    private UpdateCheck failed() {
        return new UpdateCheck(false, version, null, null, null, null, null, null, COULD_NOT);
    }

    private static String reason(Throwable error) {
        return error instanceof FeedFailure || error.getMessage() != null ? error.getMessage() : error.getClass().getSimpleName();
    }
}
