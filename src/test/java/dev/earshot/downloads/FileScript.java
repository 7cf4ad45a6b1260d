package dev.earshot.downloads;

import dev.earshot.downloads.MisbehavingServer.Reply;
import dev.earshot.downloads.MisbehavingServer.Request;
import dev.earshot.downloads.MisbehavingServer.Then;
import io.vertx.core.buffer.Buffer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;

/** A file on a server that misbehaves as told, request by request, and afterwards as it should. */
final class FileScript implements Function<Request, Reply> {

    enum Trick {
        NONE, DROP, CUT_IN_HEADERS, CUT, CUT_AT_START, CUT_WITHOUT_LENGTH, STALL, STALL_IN_BODY, SHORTER_LENGTH, IGNORES_RANGE, CHANGES,
                CHANGES_AND_IGNORES_IF_RANGE,
        WRONG_BYTES, STATUS_416, STATUS_429, STATUS_500, WRONG_OFFSET, WRONG_TOTAL, NO_RANGE_NAMED, ENCODED, SHORTER_PART, CHUNKED,
        /* From here on nothing can be done. */
        TOO_MANY, LONGER_LENGTH, STATUS_403, STATUS_404, REDIRECT_LOOP
    }

    /** What makes a client rightly doubt bytes that it holds. */
    private static final List<Trick> DOUBTS = List.of(Trick.IGNORES_RANGE, Trick.CHANGES, Trick.CHANGES_AND_IGNORES_IF_RANGE, Trick.WRONG_BYTES,
            Trick.STATUS_416, Trick.WRONG_OFFSET, Trick.WRONG_TOTAL, Trick.NO_RANGE_NAMED, Trick.SHORTER_LENGTH);

    private final byte[] content;
    private final Random random;
    private final List<Trick> tricks;
    private final Consumer<Request> watcher;
    private final String kind;
    private int requests;
    private int version;
    private boolean doubted;
    private boolean hopeless;

    /**
     * @param tricks  one a request
     * @param watcher is told of every request before it is answered, on the server's event loop
     */
    FileScript(byte[] content, Random random, List<Trick> tricks, Consumer<Request> watcher) {
        this.content = content;
        this.random = random;
        this.tricks = tricks;
        this.watcher = watcher;
        this.kind = List.of("etag", "date", "weak", "none").get(random.nextInt(4));
    }

    static boolean isHopeless(Trick trick) {
        return trick.compareTo(Trick.TOO_MANY) >= 0;
    }

    /** Whether something was said that makes fetching good bytes again legitimate. */
    synchronized boolean doubted() {
        return doubted;
    }

    synchronized boolean hopeless() {
        return hopeless;
    }

    /** From now on it behaves. */
    synchronized void heal() {
        requests = tricks.size();
    }

    @Override
    public synchronized Reply apply(Request request) {
        watcher.accept(request);
        Trick trick = requests < tricks.size() ? tricks.get(requests) : Trick.NONE;
        requests++;
        doubted |= DOUBTS.contains(trick);
        hopeless |= isHopeless(trick);
        return switch (trick) {
            case DROP -> new Reply(Buffer.buffer(), Then.CUT);
            case CUT_IN_HEADERS -> good(request, false).cutAt(random.nextInt(60), Then.CUT);
            case CUT -> cut(good(request, false), Then.CUT);
            case CUT_AT_START -> good(request, false).cutAt(head(request), Then.CUT);
            case CUT_WITHOUT_LENGTH -> cut(reply(request, false, headers -> headers.remove("Content-Length")), Then.CUT);
            case STALL -> new Reply(Buffer.buffer(), Then.HANG);
            case STALL_IN_BODY -> cut(good(request, false), Then.HANG);
            case SHORTER_LENGTH -> reply(request, false,
                    headers -> headers.computeIfPresent("Content-Length", (name, length) -> "" + (Long.parseLong(length) - 1)));
            case LONGER_LENGTH -> Reply.of(200, Map.of("Content-Length", "" + (content.length + 1)), content, Then.END);
            case IGNORES_RANGE -> good(new Request(request.path(), Map.of()), false);
            case CHANGES -> changed(request, false);
            case CHANGES_AND_IGNORES_IF_RANGE -> changed(request, true);
            case WRONG_BYTES -> wrong(request);
            case STATUS_416 -> Reply.status(416, "Content-Range", "bytes */" + content.length);
            case STATUS_429 -> Reply.status(429, "Retry-After", random.nextBoolean() ? "0" : "Wed, 21 Oct 2015 07:28:00 GMT");
            case STATUS_500 -> Reply.status(500 + random.nextInt(5));
            case STATUS_403 -> Reply.status(403);
            case STATUS_404 -> Reply.status(404);
            case WRONG_OFFSET -> reply(request, false, headers -> headers.computeIfPresent("Content-Range",
                    (name, value) -> "bytes " + (request.from() - 1) + "-" + (content.length - 1) + "/" + content.length));
            case WRONG_TOTAL -> reply(request, false,
                    headers -> headers.computeIfPresent("Content-Range", (name, value) -> value.replaceAll("/.*", "/" + (content.length + 9))));
            case NO_RANGE_NAMED -> reply(request, false, headers -> headers.remove("Content-Range"));
            case ENCODED -> reply(request, false, headers -> headers.put("Content-Encoding", "gzip"));
            case SHORTER_PART -> request.isRanged() && request.to(content.length) - request.from() > 1 ? shorter(request) : good(request, false);
            case CHUNKED -> chunked(body(request), head(request, headers -> { }));
            case TOO_MANY -> chunked(Arrays.copyOf(content, content.length + 1), "HTTP/1.1 200 OK\r\n");
            case REDIRECT_LOOP -> Reply.status(302, "Location", request.path());
            case NONE -> good(request, false);
        };
    }

    private Reply changed(Request request, boolean ignoresIfRange) {
        version++;
        return reply(request, ignoresIfRange, headers -> { });
    }

    private Reply good(Request request, boolean ignoresIfRange) {
        return reply(request, ignoresIfRange, headers -> { });
    }

    private Reply shorter(Request request) {
        long to = request.from() + 1 + random.nextInt((int) (request.to(content.length) - request.from()));
        return good(new Request(request.path(), with(request, "range", "bytes=" + request.from() + "-" + (to - 1))), false);
    }

    private Reply wrong(Request request) {
        Reply good = good(request, false);
        int at = head(request) + random.nextInt(good.bytes().length() - head(request));
        return new Reply(good.bytes().copy().setByte(at, (byte) (good.bytes().getByte(at) ^ 1)), Then.KEEP);
    }

    private Reply cut(Reply whole, Then how) {
        return whole.cutAt(1 + random.nextInt(whole.bytes().length() - 1), how);
    }

    private Reply reply(Request request, boolean ignoresIfRange, Consumer<Map<String, String>> change) {
        boolean part = isPart(request, ignoresIfRange);
        byte[] body = part ? body(request) : content;
        Map<String, String> headers = headers(request, part);
        change.accept(headers);
        return Reply.of(part ? 206 : 200, headers, body, headers.containsKey("Content-Length") ? Then.KEEP : Then.END);
    }

    private boolean isPart(Request request, boolean ignoresIfRange) {
        String validator = kind.equals("date") ? date() : etag();
        return request.isRanged() && (ignoresIfRange || !request.headers().containsKey("if-range") || request.headers().get("if-range").equals(validator));
    }

    private Map<String, String> headers(Request request, boolean part) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Length", "" + (part ? body(request).length : content.length));
        if (part) {
            headers.put("Content-Range", "bytes " + request.from() + "-" + (request.to(content.length) - 1) + "/" + content.length);
        }
        if (kind.equals("date")) {
            headers.put("Last-Modified", date());
        } else if (!kind.equals("none")) {
            headers.put("ETag", (kind.equals("weak") ? "W/" : "") + etag());
        }
        return headers;
    }

    private String head(Request request, Consumer<Map<String, String>> change) {
        Map<String, String> headers = headers(request, isPart(request, true));
        headers.remove("Content-Length");
        StringBuilder head = new StringBuilder(request.isRanged() ? "HTTP/1.1 206 Part\r\n" : "HTTP/1.1 200 OK\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.toString();
    }

    /** How many bytes come before the body. */
    private int head(Request request) {
        String text = good(request, false).bytes().toString(StandardCharsets.ISO_8859_1);
        return text.indexOf("\r\n\r\n") + 4;
    }

    private Reply chunked(byte[] body, String head) {
        return new Reply(Buffer.buffer(head + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length) + "\r\n")
                .appendBytes(body).appendString("\r\n0\r\n\r\n"), Then.KEEP);
    }

    private byte[] body(Request request) {
        return Arrays.copyOfRange(content, (int) request.from(), (int) request.to(content.length));
    }

    private String etag() {
        return "\"v" + version + "\"";
    }

    private String date() {
        return "Mon, 0" + (1 + version % 9) + " Jan 2024 00:00:00 GMT";
    }

    private static Map<String, String> with(Request request, String name, String value) {
        Map<String, String> headers = new LinkedHashMap<>(request.headers());
        headers.put(name, value);
        return headers;
    }
}
