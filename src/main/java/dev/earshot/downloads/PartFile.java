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
 * A file on its way: {@code <file>.part}, its state beside it, and the digest of what is there. Blocking, and for one thread at
 * a time. Failures are {@link IOException}s, or {@link Fault}s where words are ready.
 */
final class PartFile implements AutoCloseable {

    /** Another process is fetching this file: when it is done, or gives up, it can be opened. */
    static final class BusyElsewhere extends IOException {
        private static final long serialVersionUID = 1;
    }

    private final PartPaths paths;
    private final FileChannel channel;
    private final long total;
    private final String sha256;
    private final String url;
    private final TransferLimits tuning;
    private final Clock clock;

    private final List<PartState.VerifiedRange> pieces = new ArrayList<>();
    /** The piece being written: its stretch and the checksum so far; null between pieces. */
    private ByteRange open;
    private final CRC32C openCrc = new CRC32C();
    /** The digest of the first {@code hashed} bytes. */
    private MessageDigest digest = Sha256.create();
    private long hashed;
    private String validator;
    private long savedAt;

    private PartFile(DownloadMessages.Fetch fetch, FileChannel channel, TransferLimits tuning, Clock clock) {
        this.paths = new PartPaths(Path.of(fetch.file()));
        this.channel = channel;
        this.total = fetch.bytes();
        this.sha256 = fetch.sha256();
        this.url = fetch.url();
        this.tuning = tuning;
        this.clock = clock;
        this.savedAt = clock.millis();
    }

    /**
     * What an earlier attempt has left of a file, verified; an empty part where there is nothing.
     *
     * @return null where the file itself is there already, and right
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
        // Between the opening and the lock another process has completed it.
        channel.close();
        return open(fetch, tuning, clock);
    }

    /**
     * Removes what has arrived of a file.
     *
     * @throws Fault {@code bad-request} while somebody is fetching it, be it another process
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
            throw Fault.badRequest(target + " is being fetched; stop that first.");
        }
    }

    /** Bytes that are there. */
    long held() {
        return state().held();
    }

    /** The first stretch that is missing; null where none is. */
    ByteRange gap() {
        List<ByteRange> gaps = state().gaps();
        return gaps.isEmpty() ? null : gaps.get(0);
    }

    /** What If-Range needs, or null. */
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
        if (open == null || open.to() != offset) {
            closePiece();
            open = new ByteRange(offset, offset);
        }
        openCrc.update(block, 0, length);
        open = new ByteRange(open.from(), offset + length);
        if (offset == hashed) {
            digest.update(block, 0, length);
            hashed += length;
        }
        if (open.length() >= tuning.pieceBytes()) {
            closePiece();
        }
        if (clock.millis() - savedAt >= tuning.saveEvery().toMillis() || clock.millis() < savedAt) {
            save();
        }
    }

    /** Writes down what is there. */
    void save() throws IOException {
        savedAt = clock.millis();
        // The bytes themselves need no fsync before this: should a crash lose some, their checksum will tell.
        paths.writeState(state());
    }

    /** Forgets everything that is there. */
    void clear() throws IOException {
        pieces.clear();
        open = null;
        openCrc.reset();
        digest = Sha256.create();
        hashed = 0;
        validator = null;
        paths.deleteState();
        channel.truncate(0);
    }

    /**
     * Reads again what is there and forgets what is not as it was received.
     *
     * @return the bytes forgotten
     */
    long verify() throws IOException {
        closePiece();
        pieces.sort(Comparator.comparingLong(PartState.VerifiedRange::from));
        digest = Sha256.create();
        hashed = 0;
        long forgotten = 0;
        for (Iterator<PartState.VerifiedRange> all = pieces.iterator(); all.hasNext(); ) {
            PartState.VerifiedRange piece = all.next();
            if (!Checksum.holds(channel, piece)) {
                all.remove();
                forgotten += piece.to() - piece.from();
            } else if (piece.from() == hashed) {
                hash(piece.to());
            }
        }
        return forgotten;
    }

    /**
     * Installs the file if its digest is right: it is on disk, under its name, before this returns. The part is closed then.
     *
     * @return false where the digest is wrong; then {@link #verify} or {@link #clear} it
     */
    boolean install() throws IOException {
        hash(total);
        if (hashed != total || !Sha256.hex(digest).equals(sha256)) {
            return false;
        }
        channel.truncate(total);
        channel.force(true);
        // The lock is held until the file has its name, so that no other process writes into it.
        paths.install();
        channel.close();
        paths.deleteState();
        return true;
    }

    /** Keeps what is there for the next time; where nothing is there, nothing stays. */
    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) {
            return;
        }
        try (channel) {
            if (held() == 0) {
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
        // Another mirror's ETag says nothing about this one's file.
        validator = url.equals(known.url()) ? known.validator() : null;
        verify();
    }

    private void lock() throws BusyElsewhere {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // Said below.
        } catch (IOException e) {
            // A file system without locks; there is one service at a time on a data directory anyway.
            return;
        }
        throw new BusyElsewhere();
    }

    private void hash(long to) throws IOException {
        if (hashed < to && Checksum.read(channel, new ByteRange(hashed, to), digest::update)) {
            hashed = to;
        }
    }

    private void closePiece() {
        if (open != null) {
            pieces.add(piece());
            open = null;
            openCrc.reset();
        }
    }

    private PartState.VerifiedRange piece() {
        return new PartState.VerifiedRange(open.from(), open.to(), openCrc.getValue());
    }

    private PartState state() {
        List<PartState.VerifiedRange> all = new ArrayList<>(pieces);
        if (open != null) {
            all.add(piece());
        }
        return new PartState(url, validator, total, sha256, all);
    }
}
