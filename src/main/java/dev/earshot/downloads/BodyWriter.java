package dev.earshot.downloads;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The bytes of a response, gathered into blocks and written; the server is held back while the disk or the speed limit is
 * behind. For one event loop.
 */
final class BodyWriter {

    /** Blocks that may wait for the disk; with the one that fills, this is all the memory a transfer needs. */
    private static final int BACKLOG = 4;

    private final Network network;
    private final PartFile part;
    private final TransferDisk disk;
    private final HttpClientResponse response;
    private final ByteRange span;
    private final Deque<byte[]> free = new ArrayDeque<>();
    private final Promise<Void> failure = Promise.promise();

    private byte[] block;
    private int filled;
    private long written;
    private long position;
    private int waiting;
    private int holds;
    private boolean full;

    BodyWriter(Network network, PartFile part, TransferDisk disk, HttpClientResponse response, ByteRange span) {
        this.network = network;
        this.part = part;
        this.disk = disk;
        this.response = response;
        this.span = span;
        this.written = span.from();
        this.position = span.from();
    }

    boolean fits(int bytes) {
        return position + bytes <= span.to();
    }

    boolean complete() {
        return position == span.to();
    }

    /** Whether we keep the server from sending. */
    boolean held() {
        return holds > 0;
    }

    /** Fails when the disk does; otherwise it never ends. */
    Future<Void> failure() {
        return failure.future();
    }

    void add(Buffer bytes) {
        for (int from = 0; from < bytes.length(); ) {
            if (block == null) {
                block = free.isEmpty() ? new byte[(int) Math.min(network.tuning().blockBytes(), span.length())] : free.pop();
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
        long ahead = network.limit().take(network.clock().millis(), bytes.length());
        if (ahead > 0) {
            hold();
            network.vertx().setTimer(ahead, id -> release());
        }
    }

    /** Writes what is left of the last block; fails when the disk has. */
    Future<Void> finish() {
        flush();
        return disk.drained().compose(done -> failure.future().failed() ? failure.future() : Future.succeededFuture());
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
        waiting++;
        backPressure();
        disk.run(() -> {
            part.write(offset, ready, length);
            return null;
        }).onComplete(done -> {
            waiting--;
            free.push(ready);
            backPressure();
            if (done.failed()) {
                failure.tryFail(done.cause());
            }
        });
    }

    private void backPressure() {
        if (!full && waiting >= BACKLOG) {
            full = true;
            hold();
        } else if (full && waiting <= BACKLOG / 2) {
            full = false;
            release();
        }
    }

    private void hold() {
        if (holds++ == 0) {
            response.pause();
        }
    }

    private void release() {
        if (--holds == 0) {
            response.resume();
        }
    }
}
