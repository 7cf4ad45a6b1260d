package dev.earshot.downloads;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Collects the bytes of a response into blocks and writes them; pauses the response while the disk lags behind or the speed
 * limit is exceeded. For one event loop.
 */
final class BodyWriter {

    /** Blocks waiting for the disk. Together with the one being filled they are all the memory a transfer needs. */
    private static final int MAX_QUEUED_BLOCKS = 4;

    private final Network network;
    private final PartFile part;
    private final TransferDisk disk;
    private final HttpClientResponse response;
    private final ByteRange range;
    private final Deque<byte[]> freeBlocks = new ArrayDeque<>();
    private final Promise<Void> failure = Promise.promise();

    private byte[] block;
    private int filled;
    private long written;
    private long position;
    private int queuedBlocks;
    private int pauseRequests;
    private boolean backlogFull;

    BodyWriter(Network network, PartFile part, TransferDisk disk, HttpClientResponse response, ByteRange span) {
        this.network = network;
        this.part = part;
        this.disk = disk;
        this.response = response;
        this.range = span;
        this.written = span.from();
        this.position = span.from();
    }

    boolean fits(int bytes) {
        return position + bytes <= range.to();
    }

    boolean complete() {
        return position == range.to();
    }

    /** Whether we have paused the response. */
    boolean isPaused() {
        return pauseRequests > 0;
    }

    /** Fails on the first write error; never completes otherwise. */
    Future<Void> failure() {
        return failure.future();
    }

    void add(Buffer bytes) {
        for (int from = 0; from < bytes.length(); ) {
            if (block == null) {
                block = freeBlocks.isEmpty() ? new byte[(int) Math.min(network.limits().blockBytes(), range.length())] : freeBlocks.pop();
            }
            int n = Math.min(bytes.length() - from, block.length - filled);
            bytes.getBytes(from, from + n, block, filled);
            from += n;
            filled += n;
            if (filled == block.length) {
                flush();
            }
        }
        position += bytes.length();
        long delayMs = network.speedLimit().consume(network.clock().millis(), bytes.length());
        if (delayMs > 0) {
            pause();
            network.vertx().setTimer(delayMs, id -> resume());
        }
    }

    /** Writes the last, partly filled block; fails if any write has failed. */
    Future<Void> finish() {
        flush();
        return disk.whenIdle().compose(done -> failure.future().failed() ? failure.future() : Future.succeededFuture());
    }

    private void flush() {
        if (filled == 0) {
            return;
        }
        byte[] ready = block;
        int length = filled;
        long offset = written;
        block = null;
        filled = 0;
        written += length;
        queuedBlocks++;
        applyBackPressure();
        disk.run(() -> {
            part.write(offset, ready, length);
            return null;
        }).onComplete(done -> {
            queuedBlocks--;
            freeBlocks.push(ready);
            applyBackPressure();
            if (done.failed()) {
                failure.tryFail(done.cause());
            }
        });
    }

    private void applyBackPressure() {
        if (!backlogFull && queuedBlocks >= MAX_QUEUED_BLOCKS) {
            backlogFull = true;
            pause();
        } else if (backlogFull && queuedBlocks <= MAX_QUEUED_BLOCKS / 2) {
            backlogFull = false;
            resume();
        }
    }

    private void pause() {
        if (pauseRequests++ == 0) {
            response.pause();
        }
    }

    private void resume() {
        if (--pauseRequests == 0) {
            response.resume();
        }
    }
}
