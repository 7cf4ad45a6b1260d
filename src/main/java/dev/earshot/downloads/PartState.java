package dev.earshot.downloads;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The content of {@code <file>.part.json}: which file the bytes belong to, and which ranges of it have been received. Each range has a
 * checksum of its own, so that after a crash only damaged ranges have to be downloaded again.
 *
 * @param url       where the bytes came from; a download may continue from another address, for the digest identifies the file
 * @param validator the value for If-Range: a strong ETag or a date; null if the server sent neither
 * @param total     bytes of the whole file
 * @param sha256    of the whole file, in lower case
 * @param pieces    in order, without overlaps
 */
record PartState(String url, String validator, long total, String sha256, List<VerifiedRange> pieces) {

    /**
     * @param from its first byte
     * @param to   the byte after its last
     * @param crc  CRC-32C of its bytes; the SHA-256 of the whole file has the last word
     */
    record VerifiedRange(long from, long to, long crc) {
    }

    PartState {
        pieces = pieces.stream().sorted(Comparator.comparingLong(VerifiedRange::from)).toList();
    }

    /** Empty if the text is damaged or contradicts itself. */
    static Optional<PartState> parse(String text) {
        try {
            return Optional.ofNullable(Json.read(text, PartState.class)).filter(PartState::plausible);
        } catch (Fault | NullPointerException damaged) {
            return Optional.empty();
        }
    }

    String write() {
        return Json.write(this);
    }

    /** Whether the pieces belong to the file with this digest and size. */
    boolean isOf(String digest, long bytes) {
        return digest.equals(sha256) && bytes == total;
    }

    /** Bytes received. */
    @JsonIgnore
    long receivedBytes() {
        return pieces.stream().mapToLong(piece -> piece.to - piece.from).sum();
    }

    /** The missing ranges, in order. */
    @JsonIgnore
    List<ByteRange> gaps() {
        List<ByteRange> gaps = new ArrayList<>();
        long at = 0;
        for (VerifiedRange piece : pieces) {
            if (piece.from > at) {
                gaps.add(new ByteRange(at, piece.from));
            }
            at = piece.to;
        }
        if (at < total) {
            gaps.add(new ByteRange(at, total));
        }
        return gaps;
    }

    private boolean plausible() {
        long at = 0;
        for (VerifiedRange piece : pieces) {
            if (piece.from < at || piece.to <= piece.from || piece.to > total) {
                return false;
            }
            at = piece.to;
        }
        return sha256 != null;
    }
}
