package dev.earshot.downloads;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What {@code <file>.part.json} says: whose bytes these are, and which stretches of the part file are there. Every stretch has a
 * checksum, so that nothing which a crash left is trusted, and one that is damaged costs itself only.
 *
 * @param url       where the bytes came from; another address may go on, for the digest says which file it is
 * @param validator what If-Range needs to know the same file again: a strong ETag or a date; null where the server gave neither
 * @param total     bytes of the whole file
 * @param sha256    of the whole file, in lower case
 * @param pieces    in order, none touching another's bytes
 */
record PartState(String url, String validator, long total, String sha256, List<VerifiedRange> pieces) {

    /**
     * @param from its first byte
     * @param to   the byte after its last
     * @param crc  CRC-32C of its bytes: cheap beside the SHA-256 that has the last word
     */
    record VerifiedRange(long from, long to, long crc) {
    }

    PartState {
        pieces = pieces.stream().sorted(Comparator.comparingLong(VerifiedRange::from)).toList();
    }

    /** Empty where the text is damaged or contradicts itself. */
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

    /** Whether the pieces are of the file with this digest and size. */
    boolean isOf(String digest, long bytes) {
        return digest.equals(sha256) && bytes == total;
    }

    /** Bytes that are there. */
    @JsonIgnore
    long held() {
        return pieces.stream().mapToLong(piece -> piece.to - piece.from).sum();
    }

    /** What is missing, in order. */
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
