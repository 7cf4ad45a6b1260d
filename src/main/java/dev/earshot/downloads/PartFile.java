package dev.earshot.downloads;

import dev.earshot.bus.Fault;
import dev.earshot.digest.Sha256;
import dev.earshot.files.OwnerOnly;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * A partly downloaded file: {@code <file>.part}, the state file beside it, and the digest of the received bytes. Blocking, and for one
 * thread at a time. Fails with {@link IOException}s, and with {@link Fault}s whose message is meant for users.
 */
final class PartFile implements AutoCloseable {

    /** Another process is downloading this file; it can be opened once that has finished or given up. */
    static final class LockedByAnotherProcess extends IOException {
        private static final long serialVersionUID = 1;
    }

    private final PartPaths paths;
    private final FileChannel channel;
    private final long total;
    private final String sha256;
    private final String url;
    private final TransferLimits limits;
    private final Clock clock;

    private final List<PartState.VerifiedRange> pieces = new ArrayList<>();
    /** The range of the piece being written, null between pieces. */
    private ByteRange openRange;
    private final CRC32C openCrc = new CRC32C();
    /** The digest of the first {@code hashed} bytes. */
    private MessageDigest digest = Sha256.create();
    private long hashedBytes;
    private String validator;
    private long savedAt;

    private PartFile(DownloadMessages.Fetch fetch, FileChannel channel, TransferLimits tuning, Clock clock) {
        this.paths = new PartPaths(Path.of(fetch.file()));
        this.channel = channel;
        this.total = fetch.bytes();
        this.sha256 = fetch.sha256();
        this.url = fetch.url();
        this.limits = tuning;
        this.clock = clock;
        this.savedAt = clock.millis();
    }

    /**
     * Opens what earlier attempts have left of a file, verified; empty if there is nothing.
     *
     * @return null if the file itself exists with the right digest
     */
    static PartFile open(DownloadMessages.Fetch fetch, TransferLimits tuning, Clock clock) throws IOException {
        Path target = Path.of(fetch.file());
        PartPaths paths = new PartPaths(target);
        if (Files.isRegularFile(target) && Files.size(target) == fetch.bytes() && Sha256.of(target).equals(fetch.sha256())) {
            paths.discard();
            return null;
        }
        OwnerOnly.createFolder(target.getParent());
        FileChannel channel = FileChannel.open(paths.part(), Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE), OwnerOnly.file(target));
        PartFile file = new PartFile(fetch, channel, tuning, clock);
        try {
            file.lock();
            if (Files.exists(paths.part())) {
                file.restore();
                return file;
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        // Between opening and locking another process has installed the file.
        channel.close();
        return open(fetch, tuning, clock);
    }

    /**
     * Removes the received bytes of a file.
     *
     * @throws Fault {@code bad-request} while this or another process is downloading it
     */
    static void discard(Path target) throws IOException {
        PartPaths paths = new PartPaths(target);
        try (FileChannel channel = FileChannel.open(paths.part(), StandardOpenOption.WRITE)) {
            if (channel.tryLock() == null) {
                throw new OverlappingFileLockException();
            }
            paths.discard();
        } catch (NoSuchFileException e) {
            paths.deleteState();
        } catch (OverlappingFileLockException e) {
            throw Fault.badRequest(target + " is being downloaded; stop that first.");
        }
    }

    /** Bytes received, those of earlier attempts included. */
    long receivedBytes() {
        return state().receivedBytes();
    }

    /** The first missing range, or null. */
    ByteRange firstGap() {
        List<ByteRange> gaps = state().gaps();
        return gaps.isEmpty() ? null : gaps.get(0);
    }

    /** The value for If-Range, or null. */
    String validator() {
        return validator;
    }

    void validator(String newValidator) {
        validator = newValidator;
    }

    void write(long offset, byte[] block, int length) throws IOException {
        for (ByteBuffer rest = ByteBuffer.wrap(block, 0, length); rest.hasRemaining(); ) {
            channel.write(rest, offset + rest.position());
        }
        if (openRange == null || openRange.to() != offset) {
            closePiece();
            openRange = new ByteRange(offset, offset);
        }
        openCrc.update(block, 0, length);
        openRange = new ByteRange(openRange.from(), offset + length);
        if (offset == hashedBytes) {
            digest.update(block, 0, length);
            hashedBytes += length;
        }
        if (openRange.length() >= limits.pieceBytes()) {
            closePiece();
        }
        if (clock.millis() - savedAt >= limits.saveInterval().toMillis() || clock.millis() < savedAt) {
            save();
        }
    }

    /** Writes the state file. */
    void save() throws IOException {
        savedAt = clock.millis();
        // The bytes need no fsync before this: if a crash loses some, their checksum will not match.
        paths.writeState(state());
    }

    /** Discards all received bytes. */
    void clear() throws IOException {
        pieces.clear();
        openRange = null;
        openCrc.reset();
        digest = Sha256.create();
        hashedBytes = 0;
        validator = null;
        paths.deleteState();
        channel.truncate(0);
    }

    /**
     * Reads all received pieces and discards those whose checksum does not match.
     *
     * @return the number of bytes discarded
     */
    long verify() throws IOException {
        closePiece();
        pieces.sort(Comparator.comparingLong(PartState.VerifiedRange::from));
        digest = Sha256.create();
        hashedBytes = 0;
        long discarded = 0;
        for (Iterator<PartState.VerifiedRange> all = pieces.iterator(); all.hasNext(); ) {
            PartState.VerifiedRange piece = all.next();
            if (!Checksum.matches(channel, piece)) {
                all.remove();
                discarded += piece.to() - piece.from();
            } else if (piece.from() == hashedBytes) {
                extendDigest(piece.to());
            }
        }
        return discarded;
    }

    /**
     * Gives the file its final name if its digest is right, flushed to disk, and closes it.
     *
     * @return false if the digest is wrong; then {@link #verify} or {@link #clear} it
     */
    boolean install() throws IOException {
        extendDigest(total);
        if (hashedBytes != total || !Sha256.hex(digest).equals(sha256)) {
            return false;
        }
        channel.truncate(total);
        channel.force(true);
        // Locked until the file has its final name, so that no other process writes into it.
        paths.install();
        channel.close();
        paths.deleteState();
        return true;
    }

    /** Keeps received bytes for the next attempt; leaves no files if there are none. */
    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) {
            return;
        }
        try (channel) {
            if (receivedBytes() == 0) {
                paths.discard();
            } else {
                channel.force(false);
                save();
            }
        }
    }

    private void restore() throws IOException {
        PartState known = paths.readState().filter(state -> state.isOf(sha256, total)).orElse(null);
        if (known == null) {
            clear();
            return;
        }
        pieces.addAll(known.pieces());
        // The ETag of one mirror says nothing about the file of another.
        validator = url.equals(known.url()) ? known.validator() : null;
        verify();
    }

    private void lock() throws LockedByAnotherProcess {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // Reported below.
        } catch (IOException e) {
            // A file system without locks. Only one service uses a data directory at a time anyway.
            return;
        }
        throw new LockedByAnotherProcess();
    }

    private void extendDigest(long to) throws IOException {
        if (hashedBytes < to && Checksum.read(channel, new ByteRange(hashedBytes, to), digest::update)) {
            hashedBytes = to;
        }
    }

    private void closePiece() {
        if (openRange != null) {
            pieces.add(piece());
            openRange = null;
            openCrc.reset();
        }
    }

    private PartState.VerifiedRange piece() {
        return new PartState.VerifiedRange(openRange.from(), openRange.to(), openCrc.getValue());
    }

    private PartState state() {
        List<PartState.VerifiedRange> all = new ArrayList<>(pieces);
        if (openRange != null) {
            all.add(piece());
        }
        return new PartState(url, validator, total, sha256, all);
    }
}
